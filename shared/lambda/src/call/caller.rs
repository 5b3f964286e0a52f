//! Who calls: the `sub` of the token and its groups.

use domain::{
    id::{CustomerId, Id, OperatorId, TechnicianId},
    intervention::Party,
    person::Person,
};
use serde_json::Value;

use super::Call;
use crate::{Problem, Role};

impl Call {
    /// The caller as a customer.
    pub fn customer(&self) -> Result<CustomerId, Problem> {
        self.id_in(Role::Customer)
    }

    /// The caller as a technician.
    pub fn technician(&self) -> Result<TechnicianId, Problem> {
        self.id_in(Role::Technician)
    }

    /// The caller as one of the team.
    pub fn operator(&self) -> Result<OperatorId, Problem> {
        self.id_in(Role::Operator)
    }

    /// The caller as whoever they are; who is several is a customer before a technician before an operator.
    pub fn party(&self) -> Result<Party, Problem> {
        self.parties()?.into_iter().next().ok_or(Problem::RoleForbids(Role::Any))
    }

    /// Everything that the caller is, in that order; who is nothing may do nothing.
    pub fn parties(&self) -> Result<Vec<Party>, Problem> {
        let groups = self.groups()?;
        let mut parties = Vec::new();
        if groups.contains(&Role::Customer.group()) {
            parties.push(Party::Customer(self.id()?));
        }
        if groups.contains(&Role::Technician.group()) {
            parties.push(Party::Technician(self.id()?));
        }
        if groups.contains(&Role::Operator.group()) {
            parties.push(Party::Operator);
        }
        if parties.is_empty() { Err(Problem::RoleForbids(Role::Any)) } else { Ok(parties) }
    }

    /// The caller as a person, in whichever roles.
    pub fn person(&self) -> Result<Person, Problem> {
        self.parties()?;
        Person::try_from(self.sub()?.to_owned()).map_err(|_| Problem::Unauthenticated)
    }

    /// The `sub` of the token.
    pub fn sub(&self) -> Result<&str, Problem> {
        self.event.claim("sub").and_then(Value::as_str).ok_or(Problem::Unauthenticated)
    }

    fn id<Of>(&self) -> Result<Id<Of>, Problem> {
        Id::try_from(self.sub()?.to_owned()).map_err(|_| Problem::Unauthenticated)
    }

    fn id_in<Of>(&self, role: Role) -> Result<Id<Of>, Problem> {
        let id = self.id()?;
        if self.groups()?.contains(&role.group()) { Ok(id) } else { Err(Problem::RoleForbids(role)) }
    }

    /// The groups: an array in the token, which API Gateway hands over as the text `[a b]`.
    fn groups(&self) -> Result<Vec<&str>, Problem> {
        self.sub()?;
        let Some(claim) = self.event.claim("cognito:groups") else { return Ok(Vec::new()) };
        if let Some(groups) = claim.as_array() {
            return Ok(groups.iter().filter_map(Value::as_str).collect());
        }
        let text = claim.as_str().unwrap_or_default().trim();
        let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
        Ok(inner.split([' ', ',']).filter(|group| !group.is_empty()).collect())
    }
}
