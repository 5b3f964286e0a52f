//! The rules of product.md, each proved by tests that bear its number.

#[cfg(test)]
mod accepting;
#[cfg(test)]
mod agreeing;
#[cfg(test)]
mod booking;
#[cfg(test)]
mod cancelling;
#[cfg(test)]
mod caps;
#[cfg(test)]
mod cheating;
#[cfg(test)]
mod closing;
#[cfg(test)]
mod command;
#[cfg(test)]
mod crediting;
#[cfg(test)]
mod declaring;
#[cfg(test)]
mod ending;
#[cfg(test)]
mod erasing;
#[cfg(test)]
mod exits;
#[cfg(test)]
mod forcing;
#[cfg(test)]
mod given;
#[cfg(test)]
mod going;
#[cfg(test)]
mod guessing;
#[cfg(test)]
mod invoicing;
#[cfg(test)]
mod knowing;
#[cfg(test)]
mod meter;
#[cfg(test)]
mod missions;
#[cfg(test)]
mod newcomers;
#[cfg(test)]
mod offering;
#[cfg(test)]
mod offline;
#[cfg(test)]
mod pricing;
#[cfg(test)]
mod promising;
#[cfg(test)]
mod proving;
#[cfg(test)]
mod quoting;
#[cfg(test)]
mod ranking;
#[cfg(test)]
mod reach;
#[cfg(test)]
mod reasons;
#[cfg(test)]
mod records;
#[cfg(test)]
mod repeating;
#[cfg(test)]
mod resolving;
#[cfg(test)]
mod revisiting;
#[cfg(test)]
mod scheduling;
#[cfg(test)]
mod seals;
#[cfg(test)]
mod second_quotes;
#[cfg(test)]
mod story;
#[cfg(test)]
mod table;
#[cfg(test)]
mod taxing;
#[cfg(test)]
mod team;
#[cfg(test)]
mod technicians;
#[cfg(test)]
mod throws;
#[cfg(test)]
mod trilateration;
#[cfg(test)]
mod vanishing;
#[cfg(test)]
mod walks;
#[cfg(test)]
mod watching;
#[cfg(test)]
mod working;
