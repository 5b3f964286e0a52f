//! Recorded answers of the national address service, by what was asked.

use std::{borrow::Cow, collections::HashMap, io};

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Value, json};

const FILE: &str = include_str!("addresses.json");

/// All that is recorded.
#[derive(Debug)]
pub(crate) struct Addresses(HashMap<String, Value>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    asked: String,
    answered: Value,
}

impl Addresses {
    pub(crate) fn read() -> io::Result<Self> {
        let records: Vec<Record> = serde_json::from_str(FILE)?;
        let known = records.into_iter().map(|record| (folded(&record.asked), record.answered));
        Ok(Self(known.collect()))
    }

    /// The body of the answer; none where the query asks for nothing, as the service refuses it.
    pub(crate) fn search(&self, query: &str) -> Option<String> {
        let words = value(query, "q").filter(|words| words.chars().count() >= 3)?;
        let answer = self.0.get(&folded(&words)).cloned().unwrap_or_else(nowhere);
        Some(answer.to_string())
    }
}

fn nowhere() -> Value {
    json!({ "type": "FeatureCollection", "features": [] })
}

fn value(query: &str, name: &str) -> Option<String> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(known, _)| *known == name)?;
    percent_decode_str(value).decode_utf8().ok().map(Cow::into_owned)
}

/// Case and spaces do not matter to the service.
fn folded(words: &str) -> String {
    words.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(query: &str) -> Option<Vec<String>> {
        let answer: Value = serde_json::from_str(&Addresses::read().unwrap().search(query)?).unwrap();
        let features = answer["features"].as_array().unwrap().iter();
        Some(features.map(|one| one["properties"]["label"].as_str().unwrap().to_owned()).collect())
    }

    #[test]
    fn what_is_recorded_is_found_however_it_is_spelt() {
        let asked = "postcode=59000&q=25%20RUE%20de%20B%C3%A9thune%20%2059000%20Lille&limit=5";

        assert_eq!(labels(asked), Some(vec!["25 Rue de Béthune 59000 Lille".to_owned()]));
    }

    #[test]
    fn what_is_not_recorded_is_nowhere_and_no_question_is_refused() {
        assert_eq!(labels("q=1%20rue%20Neuve"), Some(Vec::new()));
        assert_eq!([labels("q=1"), labels("postcode=80000")], [None, None]);
    }
}
