//! People and companies, in any script.

use domain::{
    place::Address,
    technician::{Business, Insurance, VatRegime},
};

use super::{at, word};

const BUYERS: [&str; 20] = [
    "Camille Lefèvre",
    "Zoë Œuvrard-L’Hostis",
    "Łukasz Wiśniewski",
    "Őrség Ágnes",
    "Nguyễn Thị Hồng Ánh",
    "Олександр Кравченко",
    "Ελένη Παπαδοπούλου",
    "فاطمة الزهراء بن علي",
    "שרה כהן",
    "王小明",
    "李 娜 (Li Na)",
    "さくら",
    "김민준",
    "Émile 🔧 Dupont 😀",
    "محمد Martin",
    "Jean-François d’Aboville-Rosière de la Tour du Pin Chambly & fils, quincaillerie",
    "Ⓗop 𓀀 \u{e001} test",
    "अनिता शर्मा",
    "<b>O'Neil</b> & \"Co\" ]]>",
    "Şükrü Çelik\u{202e}\u{200d}",
];

const SELLERS: [&str; 6] = [
    "Benali Chauffage",
    "Plomberie Générale de Picardie SARL",
    "Électricité Ďurčanská",
    "王氏锁业 Serrurerie Wang",
    "Сантехника Петров",
    "A",
];

/// The name of a customer.
pub fn buyer_name(place: usize) -> &'static str {
    BUYERS[place % BUYERS.len()]
}

/// Where a customer lives.
pub fn customer_address(place: usize) -> Address {
    let line2 = (place % 3 == 1).then(|| word("Bâtiment C, escalier 4, 2e étage gauche, code 4B19"));
    let streets = ["14 rue de Noyon", "3 bis impasse de l’Œuf", "1 place de la Résistance et du 8 Mai 1945"];
    let towns = [("80000", "Amiens"), ("62100", "Calais"), ("97400", "Saint-Denis"), ("20200", "Bastia")];
    let (postcode, city) = towns[place % towns.len()];
    Address { line1: word(streets[place % streets.len()]), line2, postcode: word(postcode), city: word(city) }
}

/// A company.
pub fn business(place: usize, exempt: bool) -> Business {
    let insurance = Insurance {
        insurer: word("Mutuelle des artisans"),
        policy: word("RC-2041-7788"),
        coverage: word("responsabilité civile et décennale, France métropolitaine"),
        valid_until: at(400 * 86_400),
    };
    let number = (!exempt && place.is_multiple_of(2)).then(|| word("FR44732829320"));
    Business {
        legal_name: word(SELLERS[place % SELLERS.len()]),
        siren: word("732829320"),
        vat_number: number,
        address: Address {
            line1: word("27 boulevard Faidherbe"),
            line2: None,
            postcode: word("80000"),
            city: word("Amiens"),
        },
        vat_regime: if exempt { VatRegime::Exempt } else { VatRegime::Standard },
        insurance,
    }
}
