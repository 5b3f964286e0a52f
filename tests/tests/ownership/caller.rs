//! Everybody who may try a route.

use tests::{
    document::Operation,
    house::Call,
    moment::Moment,
    player::Player,
    scene::{ASKED, FAR, FOREIGN, TAKING},
};

/// The caller, as seen from the intervention that the call is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    /// The customer who declared it.
    Customer,
    /// The technician who was asked or took it.
    Technician,
    /// A technician who was asked before, and declined.
    Asked,
    /// Another customer.
    ForeignCustomer,
    /// Another technician of the trade, online nearby, who was never asked.
    ForeignTechnician,
    /// A technician of another trade in another part of the country.
    FarTechnician,
    /// One of the team.
    Operator,
    /// Somebody who has just signed up.
    Newcomer,
    /// No token.
    NoToken,
    /// Whoever may call, about something that does not exist.
    AbsentId,
}

impl Caller {
    /// In the order of the table.
    pub(crate) const ALL: [Self; 10] = [
        Self::Customer,
        Self::Technician,
        Self::Asked,
        Self::ForeignCustomer,
        Self::ForeignTechnician,
        Self::FarTechnician,
        Self::Operator,
        Self::Newcomer,
        Self::NoToken,
        Self::AbsentId,
    ];

    /// As the table names them.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Technician => "technician",
            Self::Asked => "technician asked before",
            Self::ForeignCustomer => "foreign customer",
            Self::ForeignTechnician => "foreign technician",
            Self::FarTechnician => "far technician",
            Self::Operator => "operator",
            Self::Newcomer => "newcomer",
            Self::NoToken => "no token",
            Self::AbsentId => "absent id",
        }
    }

    /// Whether there is such a caller for that operation, at that moment.
    pub(crate) fn may_try(self, operation: Operation<'_>, moment: Moment) -> bool {
        match self {
            Self::Asked => moment != Moment::Declared,
            Self::AbsentId => operation.path.contains("{id}"),
            Self::Customer
            | Self::Technician
            | Self::ForeignCustomer
            | Self::ForeignTechnician
            | Self::FarTechnician
            | Self::Operator
            | Self::Newcomer
            | Self::NoToken => true,
        }
    }

    /// The token; an absent id is asked for by whom the operation is meant for.
    pub(crate) fn token(self, player: &Player<'_>, meant_for: &str) -> Option<(String, String)> {
        let token = |sub: String, group: &str| Some((sub, group.to_owned()));
        let technician = |number| token(player.technician(number), "technicians");
        match self {
            Self::Customer => token(player.customer(), ""),
            Self::Technician => technician(TAKING),
            Self::Asked => technician(ASKED),
            Self::ForeignCustomer => token(format!("stranger-{}", player.technician(TAKING)), ""),
            Self::ForeignTechnician => technician(FOREIGN),
            Self::FarTechnician => technician(FAR),
            Self::Operator => token("odile".into(), "operators"),
            Self::Newcomer => token(format!("passer-by-{}", player.technician(TAKING)), ""),
            Self::NoToken => None,
            Self::AbsentId => match meant_for {
                "technician" => technician(TAKING),
                "operator" => token("odile".into(), "operators"),
                _ => token(player.customer(), ""),
            },
        }
    }

    /// The call as this caller makes it.
    pub(crate) fn calling(self, call: Call, player: &Player<'_>, meant_for: &str) -> Call {
        let call = Call { caller: self.token(player, meant_for), ..call };
        if self != Self::AbsentId {
            return call;
        }
        let target = ["/interventions/", "/technicians/", "/questions/"].iter().fold(call.target, absent);
        Call { target, ..call }
    }
}

/// The id behind this prefix in place of which stands one that nothing has.
fn absent(target: String, prefix: &&str) -> String {
    let Some(rest) = target.strip_prefix(prefix).filter(|rest| !rest.starts_with("me")) else {
        return target;
    };
    let rest = rest.split_once('/').map_or(String::new(), |(_, rest)| format!("/{rest}"));
    format!("{prefix}00000000000000000000000000000000{rest}")
}
