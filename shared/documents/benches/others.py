"""The same invoice by WeasyPrint and factur-x: median time in microseconds and peak memory in kibibytes."""

import logging
import resource
import statistics
import sys
import time
from pathlib import Path

import facturx
from weasyprint import HTML

logging.disable(logging.CRITICAL)
XML = (Path(sys.argv[1]) / "invoice.xml").read_bytes()
LINES = [
    ("Chauffage : les 30 premières minutes", "1", "41,66 €", "20 %", "41,66 €", "49,99 €"),
    ("Chauffage : temps au-delà de 30 minutes", "45 min", "50,00 €/h", "20 %", "37,50 €", "45,00 €"),
    ("Thermocouple universel 600 mm", "1", "10,41 €", "20 %", "10,41 €", "12,50 €"),
]
NAMES = ("Désignation", "Quantité", "Prix unitaire HT", "TVA", "Montant HT", "Montant TTC")
ROWS = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>" for line in LINES)
PAGE = f"""<html lang="fr"><head><title>Facture HA732829320-2026-000001</title><style>
@page {{ size: A4; margin: 42pt 45pt; @bottom-right {{ content: "Page " counter(page) " sur " counter(pages) }} }}
body {{ font: 9pt "DejaVu Sans", sans-serif; color: #16202c }} h1 {{ color: #0b605c; text-align: right }}
table {{ width: 100%; border-collapse: collapse }} td {{ border-bottom: 0.7pt solid #d5dce1; text-align: right }}
td:first-child {{ text-align: left }} .total {{ background: #0b605c; color: white; padding: 8pt }}
</style></head><body><h1>Facture</h1><p>HA732829320-2026-000001</p>
<p>Benali Chauffage, 27 boulevard Faidherbe, 80000 Amiens, SIREN 732 829 320, TVA FR44732829320</p>
<p>Camille Lefèvre, 14 rue de Noyon, 80000 Amiens</p><h2>Intervention</h2><p>Temps travaillé : 1 h 15 min.</p>
<table><thead><tr>{"".join(f"<th>{name}</th>" for name in NAMES)}</tr></thead><tbody>{ROWS}</tbody></table>
<p>Total HT 89,57 €</p><p>TVA 20 % 17,92 €</p><p class="total">Total TTC 107,49 €</p><h2>Mentions</h2>
<p>Assurance professionnelle : Mutuelle des artisans, contrat RC-2041-7788.</p></body></html>"""


def invoice():
    pages = HTML(string=PAGE).write_pdf(pdf_variant="pdf/a-3b")
    return facturx.generate_from_binary(pages, XML, level="en16931", lang="fr", check_xsd=False, check_schematron=False)


invoice()
took = []
for _ in range(15):
    began = time.perf_counter()
    invoice()
    took.append(time.perf_counter() - began)
print(int(statistics.median(took) * 1e6), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
