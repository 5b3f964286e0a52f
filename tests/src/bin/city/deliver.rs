//! From the table's stream through `publish-events` to the queues, and from the queues to their readers.

use domain::intervention::StageName;
use fan_out_pending_request::fan_out_pending_request;
use generate_invoice::issue_invoice;
use offer_next_wave::{Rung, offer_next_wave};
use places::Travel;
use publish_events::publish_events;
use queue::{DomainEvent, OfferTimer};
use store::stream::Change;

use crate::{
    clock::{MINUTE, Millis, SECOND, millis},
    event::{Ask, Event, How},
    mail::Letter,
    strategy::Strategy,
    world::World,
};

/// From a write to whoever waits for its message: the stream, a function, a queue.
const LATENCY: Millis = SECOND / 2;
/// After a re-match a customer's patience begins anew, but shorter.
const PATIENCE_AGAIN: Millis = 40 * MINUTE;

impl World {
    /// Everything that was written has its effects, through the function that does this in the cloud.
    pub(crate) async fn deliver(&mut self) {
        loop {
            let news = self.table.news();
            if news.is_empty() {
                break;
            }
            for record in news {
                let change = Change::from_images(record.keys, record.old, Some(record.new));
                let Some(change) = self.told(change) else { continue };
                let published = publish_events(&self.store, &self.channels, &change, self.stamp()).await;
                self.told(published);
            }
        }
        for sent in self.mail.take() {
            let at = self.now + LATENCY + sent.delay;
            self.at(at, Event::Letter(Box::new(sent.letter)));
        }
    }

    /// A message reaches its reader.
    pub(crate) async fn reads(&mut self, letter: Letter) {
        match letter {
            Letter::Pending(message) => {
                let told = fan_out_pending_request(&self.store, message, self.stamp()).await;
                self.told(told);
            }
            Letter::Timer(timer) => self.rings(timer).await,
            Letter::Invoice(message) => {
                // The row alone: thousands of papers would be printed for nobody.
                let dossier = self.store.dossier_consistent(&message.intervention_id).await;
                let Some(dossier) = self.told(dossier) else { return };
                let issued = issue_invoice(&self.store, &dossier, self.stamp()).await;
                self.told(issued);
            }
            // Nobody reads it.
            Letter::Paper => {}
            Letter::Event(event) => self.hears(&event),
        }
    }

    async fn rings(&mut self, timer: OfferTimer) {
        if self.strategy != Strategy::Waves {
            return self.asks_on(&timer).await;
        }
        let rung = offer_next_wave(&self.store, &Travel::default(), &timer, self.stamp()).await;
        if let Some(Rung::Early { until }) = self.told(rung) {
            self.at(millis(until), Event::Letter(Box::new(Letter::Timer(timer))));
        }
    }

    /// What the push gateway brings to phones.
    fn hears(&mut self, event: &DomainEvent) {
        let Some(case) = event.intervention_id.as_ref().and_then(|id| self.numbers.get(id).copied()) else {
            return;
        };
        if let Some(stage) = event.stage {
            self.cases[case].stage = stage;
            self.waits_from_now(case);
        }
        match event.kind.as_str() {
            "offerMade" => self.offer_made(case, event),
            "offerDeclined" | "technicianLate" => {}
            "technicianTold" => {
                self.tally.told += 1;
                if let Some(who) = event.data["technicianId"].as_str().and_then(number_of) {
                    self.push(who, Ask { case, how: How::Told });
                }
            }
            "requestReleased" => self.released(case, event),
            "interventionCancelled" => self.let_go(case),
            "technicianNudged" => self.nudged(case),
            _ => self.cases[case].offered.clear(),
        }
    }

    fn offer_made(&mut self, case: usize, event: &DomainEvent) {
        let names = event.data["technicianIds"].as_array().into_iter().flatten();
        let asked: Vec<usize> = names.filter_map(|name| number_of(name.as_str()?)).collect();
        self.tally.offers += asked.len();
        self.cases[case].asked.extend(&asked);
        self.cases[case].offered.clone_from(&asked);
        for who in asked {
            self.phones[who].offers += 1;
            self.push(who, Ask { case, how: How::Offered });
        }
    }

    fn released(&mut self, case: usize, event: &DomainEvent) {
        self.let_go(case);
        self.tally.rematched += 1;
        self.tally.late_rematched += usize::from(event.data["cause"] == "technicianLate");
        self.cases[case].round += 1;
        self.cases[case].priority = true;
        let round = self.cases[case].round;
        self.at(self.now + PATIENCE_AGAIN, Event::GivesUp(case, round));
    }

    /// Whoever worked for it is free.
    fn let_go(&mut self, case: usize) {
        self.cases[case].offered.clear();
        if let Some(who) = self.cases[case].taker.take() {
            self.becomes_free(who);
        }
    }

    fn nudged(&mut self, case: usize) {
        if let Some(job) = self.cases[case].taker.and_then(|who| self.phones[who].job()) {
            self.at(self.now + 2 * MINUTE, Event::Departs(job));
        }
    }

    /// Whether it can still be taken, as phones know it.
    pub(crate) fn is_open(&self, who: usize, ask: Ask) -> bool {
        let case = &self.cases[ask.case];
        match ask.how {
            How::Offered => case.stage == StageName::Offered && case.offered.contains(&who),
            How::Told | How::Listed => {
                case.stage == StageName::Waiting && !self.phones[who].turned_down.contains(&ask.case)
            }
        }
    }
}

/// The number of a technician by their name.
fn number_of(name: &str) -> Option<usize> {
    name.strip_prefix("technician-")?.parse().ok()
}
