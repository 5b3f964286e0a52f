//! The page of problems: a row for each operation and status.

use std::fmt::Write;

use tests::document::Document;

const HEAD: &str = "\
# Problems by operation

The codes that each operation may answer, as `infra/openapi.yaml` lists them. A test holds this page against the document,
and the document against the answers of the real binaries: `cargo test --workspace --test problems`.

| operation | status | codes |
|---|---|---|
";

/// The page.
pub(crate) fn of(document: &Document) -> String {
    let mut page = HEAD.to_owned();
    for operation in document.operations() {
        let codes = operation.codes();
        let mut statuses: Vec<u16> = codes.iter().map(|(status, _)| *status).collect();
        statuses.dedup();
        for status in statuses {
            let of_status = codes.iter().filter(|(known, _)| *known == status);
            let codes: Vec<_> = of_status.map(|(_, code)| format!("`{code}`")).collect();
            writeln!(page, "| `{}` | {status} | {} |", operation.id(), codes.join(", "))
                .expect("a text grows");
        }
    }
    page
}
