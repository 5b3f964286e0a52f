//! What the table keeps, against the embedded DynamoDB.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod agendas;
mod books;
mod costs;
mod deadlines;
mod invoices;
mod joining;
mod largest;
mod lists;
mod matches;
mod numbers;
mod presence;
mod profiles;
mod records;
mod repeats;
mod rows;
mod story;
mod stream;
mod transitions;
mod versions;
mod waiting;
