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
    /// The caller as a customer: everybody with a token is one (rule 35). Cognito gives access tokens to confirmed
    /// accounts only, so there is no e-mail address to check here.
    pub fn customer(&self) -> Result<CustomerId, Problem> {
        self.id()
    }

    /// The caller as a technician.
    pub fn technician(&self) -> Result<TechnicianId, Problem> {
        self.id_in(Role::Technician)
    }

    /// The caller as one of the team.
    pub fn operator(&self) -> Result<OperatorId, Problem> {
        self.id_in(Role::Operator)
    }

    /// Everything that the caller is: a customer, then what their groups say. Whoever asks for one party takes the first
    /// that fits, so a technician or an operator reads a request of their own household as its customer.
    pub fn parties(&self) -> Result<Vec<Party>, Problem> {
        let groups = self.groups()?;
        let mut parties = vec![Party::Customer(self.id()?)];
        if groups.contains(&Role::Technician.group()) {
            parties.push(Party::Technician(self.id()?));
        }
        if groups.contains(&Role::Operator.group()) {
            parties.push(Party::Operator);
        }
        Ok(parties)
    }

    /// The caller as a person, in whichever roles.
    pub fn person(&self) -> Result<Person, Problem> {
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
