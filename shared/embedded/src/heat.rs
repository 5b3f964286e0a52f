//! How hot each partition key becomes: its units in every second of a clock that the caller moves.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use aws_sdk_dynamodb::{
    config::{
        ConfigBag, Intercept, RuntimeComponents,
        interceptors::{BeforeSerializationInterceptorContextMut, FinalizerInterceptorContextRef},
    },
    error::BoxError,
    types::ConsumedCapacity,
};

use super::{
    Embedded,
    touched::{Touched, consumed},
};

/// The most that a partition key had in one second.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Peak {
    /// Units.
    pub units: f64,
    /// In which second of the caller's clock.
    pub second: i64,
}

/// A partition key of the table or of one of its indexes.
#[derive(Debug, Clone, PartialEq)]
pub struct Hot {
    /// `table`, or the name of the index.
    pub on: String,
    /// The partition key.
    pub key: String,
    /// Its hottest second for reading.
    pub read: Peak,
    /// Its hottest second for writing.
    pub write: Peak,
}

/// What a key has in the second that runs, and had in its hottest one.
#[derive(Debug, Clone, Copy, Default)]
struct Gauge {
    second: i64,
    read: f64,
    write: f64,
    read_peak: Peak,
    write_peak: Peak,
}

#[derive(Debug, Default)]
struct Inner {
    second: i64,
    gauges: HashMap<(String, String), Gauge>,
    /// Under which keys of the indexes an item stands: what it leaves is written too.
    indexed: HashMap<(String, String), HashMap<String, String>>,
}

/// The units of all calls of a client by partition key.
#[derive(Debug, Clone, Default)]
pub(super) struct Heat(Arc<Mutex<Inner>>);

impl Embedded {
    /// Moves the clock by which heat is counted.
    pub fn set_second(&self, second: i64) {
        self.heat.lock().second = second;
    }

    /// Every partition key with its hottest seconds, by place and key.
    pub fn hot_keys(&self) -> Vec<Hot> {
        let inner = self.heat.lock();
        let hot = inner.gauges.iter().map(|((on, key), gauge)| Hot {
            on: on.clone(),
            key: key.clone(),
            read: gauge.read_peak,
            write: gauge.write_peak,
        });
        let mut hot: Vec<Hot> = hot.collect();
        hot.sort_by(|one, other| (&one.on, &one.key).cmp(&(&other.on, &other.key)));
        hot
    }
}

impl Heat {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().expect("adding up does not panic")
    }
}

impl Intercept for Heat {
    fn name(&self) -> &'static str {
        "HeatOfKeys"
    }

    /// The input is gone once it is on the wire, so what it touches is noted before.
    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(touched) = Touched::by(context.input()) {
            config.interceptor_state().store_put(touched);
        }
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(Ok(output)) = context.output_or_error() else { return Ok(()) };
        let Some(touched) = config.load::<Touched>() else { return Ok(()) };
        for part in consumed(output) {
            self.lock().spread(touched, part);
        }
        Ok(())
    }
}

impl Inner {
    /// A call tells its units for the table and for each index: items share them by their sizes.
    fn spread(&mut self, touched: &Touched, part: &ConsumedCapacity) {
        let indexes = part.global_secondary_indexes();
        let of_index =
            |capacity: &aws_sdk_dynamodb::types::Capacity| capacity.capacity_units().unwrap_or(0.0);
        let table = part.capacity_units().unwrap_or(0.0)
            - indexes.map_or(0.0, |indexes| indexes.values().map(of_index).sum());
        let weights: f64 = touched.items.iter().map(|item| item.weight).sum();
        for item in &touched.items {
            self.add("table", &item.pk, table * item.weight / weights, touched.writes);
        }
        for (index, capacity) in indexes.into_iter().flatten() {
            self.spread_index(touched, index, of_index(capacity));
        }
        for item in touched.items.iter().filter(|_| touched.writes) {
            let keys = (item.pk.clone(), item.sk.clone());
            if item.indexed.is_empty() {
                self.indexed.remove(&keys);
            } else {
                self.indexed.insert(keys, item.indexed.clone());
            }
        }
    }

    /// An item that moves in an index leaves one key and comes to another: both are written.
    fn spread_index(&mut self, touched: &Touched, index: &str, units: f64) {
        let mut keys = Vec::new();
        if let Some(key) = &touched.queried {
            keys.push(key.clone());
        }
        for item in touched.items.iter().filter(|_| touched.writes) {
            let known = self.indexed.get(&(item.pk.clone(), item.sk.clone()));
            let (left, come) = (known.and_then(|known| known.get(index)), item.indexed.get(index));
            keys.extend(left.into_iter().chain(come).cloned());
        }
        keys.dedup();
        let share = units / f64::from(u32::try_from(keys.len().max(1)).unwrap_or(1));
        for key in keys {
            self.add(index, &key, share, touched.writes);
        }
    }

    fn add(&mut self, on: &str, key: &str, units: f64, writes: bool) {
        let second = self.second;
        let gauge = self.gauges.entry((on.to_owned(), key.to_owned())).or_default();
        if gauge.second != second {
            *gauge = Gauge { second, read: 0.0, write: 0.0, ..*gauge };
        }
        let (now, peak) = if writes {
            (&mut gauge.write, &mut gauge.write_peak)
        } else {
            (&mut gauge.read, &mut gauge.read_peak)
        };
        *now += units;
        if *now > peak.units {
            *peak = Peak { units: *now, second };
        }
    }
}
