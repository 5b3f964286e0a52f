//! The id of a trace, as X-Ray spells it in headers and as rows keep it.

use std::fmt;

/// The bytes of a root id: 4 of the time, 12 of chance.
const ROOT: usize = 16;

/// A trace of X-Ray: the id of its root, and whether X-Ray keeps it. The log names each trace, kept or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trace {
    root: [u8; ROOT],
    is_sampled: bool,
}

impl Trace {
    /// The trace in a header such as `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`; none
    /// where the header names no valid root.
    pub fn of_header(header: &str) -> Option<Self> {
        let field =
            |name: &str| header.split(';').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
        let (seconds, random) = field("Root")?.strip_prefix("1-")?.split_once('-')?;
        let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if seconds.len() != 8 || random.len() != 24 || !is_hex(seconds) || !is_hex(random) {
            return None;
        }
        let root = u128::from_str_radix(&format!("{seconds}{random}"), 16).ok()?.to_be_bytes();
        Some(Self { root, is_sampled: field("Sampled") == Some("1") })
    }

    /// The header that carries the trace on.
    pub fn header(&self) -> String {
        format!("Root={self};Sampled={}", u8::from(self.is_sampled))
    }

    /// The 17 bytes that a row keeps.
    pub fn bytes(&self) -> Vec<u8> {
        [self.root.as_slice(), &[u8::from(self.is_sampled)]].concat()
    }

    /// The trace that a row kept; none where these are no bytes of a trace.
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let (root, rest) = bytes.split_first_chunk::<ROOT>()?;
        let [is_sampled] = rest else { return None };
        Some(Self { root: *root, is_sampled: *is_sampled == 1 })
    }
}

/// The id of the root, such as `1-5759e988-bd862e3fe1be46a994272793`.
impl fmt::Display for Trace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:032x}", u128::from_be_bytes(self.root));
        let (seconds, random) = digits.split_at(8);
        write!(formatter, "1-{seconds}-{random}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "1-5759e988-bd862e3fe1be46a994272793";

    #[test]
    fn a_header_names_its_root_and_whether_it_is_sampled() {
        let header = format!("Root={ROOT};Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:a:0");

        let trace = Trace::of_header(&header).unwrap();

        assert_eq!(trace.to_string(), ROOT);
        assert_eq!(trace.header(), format!("Root={ROOT};Sampled=1"));
        let unsampled = Trace::of_header(&format!("Root={ROOT}")).unwrap();
        assert_eq!(unsampled.header(), format!("Root={ROOT};Sampled=0"));
    }

    #[test]
    fn a_row_keeps_a_trace_in_17_bytes() {
        for sampled in ["0", "1"] {
            let trace = Trace::of_header(&format!("Root={ROOT};Sampled={sampled}")).unwrap();

            assert_eq!((trace.bytes().len(), Trace::of_bytes(&trace.bytes())), (17, Some(trace)));
        }
        assert_eq!(Trace::of_bytes(&[0; 16]), None);
        assert_eq!(Trace::of_bytes(&[0; 18]), None);
    }

    #[test]
    fn anything_else_names_no_trace() {
        let wrong = [
            "",
            "Root=1-0-0;Parent=0;Sampled=0",
            "Root=2-5759e988-bd862e3fe1be46a994272793",
            "Root=1-+759e988-bd862e3fe1be46a994272793",
            "Root=1-5759e988-bd862e3fe1be46a99427279é",
            "Self=1-5759e988-bd862e3fe1be46a994272793",
        ];

        for header in wrong {
            assert_eq!(Trace::of_header(header), None, "{header}");
        }
    }
}
