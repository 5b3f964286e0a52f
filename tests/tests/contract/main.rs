//! `infra/openapi.yaml` is what the house does: its routes are the template's, its examples fit their schemas, every
//! example is sent, and every answer and refusal is one that it describes.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

mod addresses;
mod examples;
mod house;
mod links;
mod refusals;
mod retries;
mod roads;
mod routes;
mod schemas;
mod stories;
mod story;
mod views;

use tests::document;
