//! How the domain's words are spelt in a message.

use domain::{Timestamp, calendar};
use serde::{Serialize, Serializer};

/// A time, always with milliseconds. It is read with or without them.
pub(crate) fn time<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&calendar::written(*time))
}

/// A time that may be absent.
#[expect(clippy::ref_option, reason = "serde hands over the field")]
pub(crate) fn optional_time<S: Serializer>(
    time: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    time.map(calendar::written).serialize(serializer)
}

/// A text with a rule, such as an id: as its text.
pub(crate) mod text {
    use std::fmt::Display;

    use domain::invalid::Invalid;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(text: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(text)
    }

    pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
    where
        T: TryFrom<String, Error = Invalid>,
        D: Deserializer<'de>,
    {
        T::try_from(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// A text that may be absent.
pub(crate) mod optional_text {
    use std::fmt::Display;

    use domain::invalid::Invalid;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::ref_option, reason = "serde hands over the field")]
    pub(crate) fn serialize<S: Serializer>(
        text: &Option<impl Display>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match text {
            Some(text) => serializer.collect_str(text),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
    where
        T: TryFrom<String, Error = Invalid>,
        D: Deserializer<'de>,
    {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(T::try_from).transpose().map_err(D::Error::custom)
    }
}

/// A category: as its code.
pub(crate) mod category {
    use domain::category::Category;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over the field")]
    pub(crate) fn serialize<S: Serializer>(category: &Category, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(category.code())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Category, D::Error> {
        Category::try_from(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// The number of a credit note, which may be absent: as it is printed.
pub(crate) mod credit_note {
    use domain::invoice::CreditNoteNumber;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::ref_option, reason = "serde hands over the field")]
    pub(crate) fn serialize<S: Serializer>(
        number: &Option<CreditNoteNumber>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match number {
            Some(number) => serializer.collect_str(number),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<CreditNoteNumber>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        let number = CreditNoteNumber::of_text(&text);
        Ok(Some(number.ok_or_else(|| D::Error::custom("no number of a credit note"))?))
    }
}

/// The name of a stage, which may be absent.
pub(crate) mod stage {
    use domain::intervention::StageName;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, clippy::ref_option, reason = "serde hands over the field")]
    pub(crate) fn serialize<S: Serializer>(
        stage: &Option<StageName>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match stage {
            Some(stage) => serializer.serialize_str(stage.as_str()),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D>(deserializer: D) -> Result<Option<StageName>, D::Error>
    where
        D: Deserializer<'de>,
    {
        let name = Option::<String>::deserialize(deserializer)?;
        name.map(StageName::try_from).transpose().map_err(D::Error::custom)
    }
}
