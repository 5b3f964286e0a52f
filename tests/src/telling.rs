//! Tells random stories to the real binaries, and holds every answer against the reckoning.

mod comparing;
mod probing;

use embedded::embedded;

use crate::{
    house::{Answer, House},
    player::Player,
    reckoning::{
        chance::Chance,
        course::{Stage, Verdict, stage, verdict},
        deed::{Deed, Numbers},
        quotes::{Fate, newest},
        story::{Entry, Story},
    },
};

use comparing::{compare, compare_fee, compare_invoice};
use probing::probe;

/// A house, and the numbers that its functions read from the environment.
pub struct Policy {
    /// On the table of all policies of a story.
    pub house: House,
    /// What prices follow from.
    pub numbers: Numbers,
}

/// No story has more deeds.
const DEEDS_MAX: usize = 40;

/// A story that is being told, under policies that change.
struct Telling<'a> {
    policies: &'a [Policy],
    /// The policy of the moment.
    current: usize,
    player: Player<'a>,
    story: Story,
    chance: Chance,
}

/// The policy of the rules and another one, on one table.
pub async fn policies() -> [Policy; 2] {
    let house = House::open(embedded().await);
    let numbers = Numbers {
        base_cents: 5_999,
        base_minutes: 45,
        fee_on_the_way: 1_900,
        fee_arrived: 3_700,
        ..Numbers::OF_THE_RULES
    };
    let twin = house
        .twin()
        .with_policy("POLICY_BASE_PRICE_CENTS", numbers.base_cents)
        .with_policy("POLICY_BASE_MINUTES", numbers.base_minutes)
        .with_policy("POLICY_FEE_ON_THE_WAY_CENTS", numbers.fee_on_the_way)
        .with_policy("POLICY_FEE_ARRIVED_CENTS", numbers.fee_arrived);
    [Policy { house: twin, numbers }, Policy { house, numbers: Numbers::OF_THE_RULES }]
}

/// Tells the story with this number: how many deeds were carried out, or the first difference between house and rules.
pub async fn tell(policies: &[Policy], number: u32) -> Result<usize, String> {
    let mut chance = Chance::of(u64::from(number));
    let story = Story::of(chance.wish());
    let player = Player::of(&policies[0].house, number);
    let mut telling = Telling { policies, current: 0, player, story, chance };

    let told = telling.tell().await;

    told.map_err(|fault| format!("story {number}: {fault}\nof {:#?}", telling.story))?;
    Ok(telling.story.entries.len())
}

impl Telling<'_> {
    async fn tell(&mut self) -> Result<(), String> {
        let mut technicians = [0, 1].map(|number| self.chance.terms(number, &self.story.wish));
        self.player.register(&technicians).await;
        self.player.declare(self.story.wish).await;
        let mut waiting = technicians.iter_mut();
        for _ in 0..DEEDS_MAX {
            let entry = match stage(&self.story) {
                Stage::Over => break,
                Stage::Open if self.may_be_accepted() => match waiting.next() {
                    Some(terms) => {
                        terms.numbers = self.policies[self.current].numbers;
                        self.soon(Deed::Accept(*terms))
                    }
                    None => self.soon(Deed::CancelByCustomer),
                },
                Stage::Open => self.soon(Deed::CancelByCustomer),
                Stage::Accepted | Stage::Arrived | Stage::Working | Stage::Paused | Stage::Postponed => {
                    self.chance.next(&self.story)
                }
            };
            self.step(&entry).await.map_err(|fault| format!("{fault}\nat {entry:?}"))?;
            self.change_policy();
        }
        if stage(&self.story) == Stage::Over {
            compare_invoice(&self.player, &self.story).await
        } else {
            Ok(())
        }
    }

    fn soon(&self, deed: Deed) -> Entry {
        let at = self.story.last().1 + 10;
        Entry { at, received: at, deed }
    }

    /// Rule 9: a request that nobody has expires.
    fn may_be_accepted(&self) -> bool {
        self.story.last().1 + 70 < self.story.wish.scheduled_for.unwrap_or(24 * 60 * 60)
    }

    async fn step(&mut self, entry: &Entry) -> Result<(), String> {
        let verdict = verdict(&self.story, entry);
        if entry.deed == Deed::CancelByCustomer && verdict == Verdict::Taken {
            compare_fee(&self.player, &self.story, entry.received).await?;
        }
        let answer = self.player.play(&self.story, entry).await;
        match (verdict, answer.status) {
            (Verdict::Taken | Verdict::Open, 200) => self.story.entries.push(entry.clone()),
            (Verdict::Refused, 200) if self.is_repeat(entry) => {}
            (Verdict::Refused | Verdict::Open, 404 | 409 | 422) => return Ok(()),
            (expected, status) => {
                return Err(format!("{expected:?} by the rules, answered {status}: {}", answer.body));
            }
        }
        self.compare(entry, &answer).await?;
        probe(&self.player, &self.story, &mut self.chance).await
    }

    async fn compare(&mut self, entry: &Entry, answer: &Answer) -> Result<(), String> {
        if !entry.deed.is_cancellation() && !entry.deed.is_release() {
            compare(&self.story, answer, entry.received)?;
        }
        if self.chance.percent(20) || stage(&self.story) == Stage::Over {
            let later = entry.received + self.chance.number(0..=3_000);
            compare(&self.story, &self.player.show(later).await, later)?;
        }
        Ok(())
    }

    /// The same was done before, or came about by itself: the house may say so instead of refusing.
    fn is_repeat(&self, entry: &Entry) -> bool {
        let kind = std::mem::discriminant(&entry.deed);
        let ended = entry.deed == Deed::RefuseQuote && newest(&self.story, entry.at) == Some(Fate::Refused);
        ended || self.story.entries.iter().any(|known| std::mem::discriminant(&known.deed) == kind)
    }

    /// Now and then the owners change the policy.
    fn change_policy(&mut self) {
        if self.chance.percent(15) {
            self.current = (self.current + 1) % self.policies.len();
            self.player.move_to(&self.policies[self.current].house);
        }
    }
}
