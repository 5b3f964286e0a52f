//! What is kept about one person beside profiles and interventions, page by page (rule 30).

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    Timestamp,
    application::Registration,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    person::{Person, PersonalDeed, PersonalNotice, TechnicianData},
    question::Question,
};

use crate::{
    client::{Read, Store},
    error::Error,
    key::{self, Key, PK, SK},
    lists::{Listed, Page},
    notice::NoticeRow,
    offer::OfferRow,
    question::QuestionRow,
    row::{Item, Row, key_of, last_part, time},
    technician::RecordRow,
};

impl Store {
    /// A technician with what they hold and were offered; none for a person who registered no business.
    pub async fn technician_data(&self, id: &TechnicianId) -> Result<Option<TechnicianData>, Failure> {
        let Registration { technician, application } = match self.registration(id).await {
            Ok(registration) => registration,
            Err(Failure::NotFound) => return Ok(None),
            Err(failure) => return Err(failure),
        };
        let agenda = self.agenda(technician.home, id, Read::Consistent).await?;
        let offers = self.partition(&key::technician(id), Some(key::OFFER), Read::Eventual).await?;
        let offers = offers.into_iter().map(offer).collect::<Result<_, _>>()?;
        Ok(Some(TechnicianData { technician, application, agenda, offers }))
    }

    /// A page of the questions that a person asked, in no order that means anything.
    pub async fn questions_of(&self, person: &Person, page: Page) -> Result<Listed<Question>, Failure> {
        self.questions_in(&key::person(person.sub()), page).await
    }

    /// A page of the questions to which the pointers of a partition lead.
    pub(crate) async fn questions_in(&self, pk: &str, page: Page) -> Result<Listed<Question>, Failure> {
        let (pointers, next) = self.slice(pk, key::ASKED, &page).await?;
        let keys = pointers.iter().map(|item| Ok(key::question(&last_part(&key_of(item)?.sk)?)));
        let keys = keys.collect::<Result<Vec<_>, Error>>()?;
        let questions = self.get_many(keys).await?.into_iter().map(question);
        Ok(Listed { items: questions.collect::<Result<_, _>>()?, next })
    }

    /// A page of what a technician did with offers and promises, the oldest first.
    pub async fn deeds_of(&self, id: &TechnicianId, page: Page) -> Result<Listed<PersonalDeed>, Failure> {
        let (records, next) = self.slice(&key::technician(id), key::RECORD, &page).await?;
        Ok(Listed { items: records.into_iter().map(deed).collect::<Result<_, _>>()?, next })
    }

    /// A page of the waiting requests of which a technician was told.
    pub async fn notices_of(&self, id: &TechnicianId, page: Page) -> Result<Listed<PersonalNotice>, Failure> {
        let (notices, next) = self.slice(&key::technician(id), key::NOTICE, &page).await?;
        Ok(Listed { items: notices.into_iter().map(notice).collect::<Result<_, _>>()?, next })
    }

    /// A page of the items of a partition whose sort keys begin so, with the sort key after which the next page begins.
    pub(crate) async fn slice(
        &self,
        pk: &str,
        prefix: &str,
        Page { limit, after, .. }: &Page,
    ) -> Result<(Vec<Item>, Option<String>), Error> {
        let start = after.as_ref().map(|sk| Key { pk: pk.to_owned(), sk: sk.clone() }.attributes());
        let query = self
            .query()
            .key_condition_expression(format!("{PK} = :pk AND begins_with({SK}, :prefix)"))
            .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
            .expression_attribute_values(":prefix", AttributeValue::S(prefix.to_owned()))
            .limit(i32::try_from(*limit).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start);
        let page = query.send().await.map_err(Error::of_call)?;
        let next = page.last_evaluated_key.as_ref().map(|key| Ok::<_, Error>(key_of(key)?.sk)).transpose()?;
        Ok((page.items.unwrap_or_default(), next))
    }
}

fn offer(item: Item) -> Result<(InterventionId, Timestamp), Error> {
    let id = last_part(&key_of(&item)?.sk)?;
    Ok((id, OfferRow::of_item(item)?.end()?))
}

fn question(item: Item) -> Result<Question, Error> {
    let id = last_part(&key_of(&item)?.pk)?;
    QuestionRow::of_item(item)?.question(id)
}

/// The key is `record#<since>#<intervention>`.
fn deed(item: Item) -> Result<PersonalDeed, Error> {
    let Key { sk, .. } = key_of(&item)?;
    let since = sk.split('#').nth(1).and_then(|since| since.parse().ok()).ok_or(Error::Time)?;
    let deed = RecordRow::of_item(item)?.deed()?;
    Ok(PersonalDeed { intervention: last_part(&sk)?, since: time(since)?, deed })
}

fn notice(item: Item) -> Result<PersonalNotice, Error> {
    let intervention = last_part(&key_of(&item)?.sk)?;
    Ok(PersonalNotice { intervention, waiting_since: NoticeRow::of_item(item)?.at()? })
}
