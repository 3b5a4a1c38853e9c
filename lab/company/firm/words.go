package firm

// habit is how the people who made a database call things in it.
type habit struct {
	name  string
	words map[string]string // a word of ours -> their name
}

// call is the name that a habit gives a thing.
func (h *habit) call(word string) string {
	name, ok := h.words[word]
	if !ok {
		panic("firm: habit " + h.name + " has no word for " + word)
	}
	return name
}

// The same things in several languages and styles. Tables first, then columns.
var habits = []*habit{
	{"snake", map[string]string{
		"contacts": "contacts", "leads": "leads", "orders": "orders", "tickets": "tickets", "consents": "consents", "sends": "campaign_messages",
		"secure": "user_secrets", "products": "products", "active": "active_contacts", "copy": "leads_backup", "people": "people",
		"accounts": "billing_accounts", "calls": "inbound_calls", "chats": "chat_sessions", "members": "club_members", "optins": "member_optins",
		"profiles": "profiles", "referrals": "referrals", "visitors": "fair_visitors", "refusals": "do_not_contact", "newsletter": "newsletter_recipients", "dealers": "dealers",
		"id": "id", "key": "customer_id", "name": "full_name", "email": "email", "company": "company", "phone": "phone", "mobile": "mobile_phone", "country": "country", "city": "city",
		"created": "created_at", "updated": "updated_at", "amount": "total_amount", "status": "status", "subject": "subject", "body": "message", "purpose": "purpose",
		"granted": "granted_at", "withdrawn": "withdrawn_at", "expires": "expires_at", "source": "source", "wording": "text_version", "campaign": "campaign", "sent": "sent_at",
		"started": "started_at", "seconds": "duration_seconds", "sku": "sku", "price": "price", "added": "added_on", "hash": "phone_hash", "cipher": "phone_encrypted", "mask": "phone_masked",
	}},
	{"camel", map[string]string{
		"contacts": "CustomerContact", "leads": "SalesLead", "orders": "SalesOrder", "tickets": "SupportTicket", "consents": "ConsentRecord", "sends": "OutboundMessage",
		"secure": "CustomerVault", "products": "Product", "active": "ActiveCustomer", "copy": "SalesLeadCopy", "people": "Person",
		"accounts": "InvoiceAccount", "calls": "CallRecord", "chats": "LiveChat", "members": "LoyaltyMember", "optins": "LoyaltyPermission",
		"profiles": "userProfiles", "referrals": "friendReferrals", "visitors": "TradeShowVisitors", "refusals": "CallBlocklist", "newsletter": "SmsSubscribers", "dealers": "ResellerList",
		"id": "recordId", "key": "customerNumber", "name": "displayName", "email": "emailAddress", "company": "companyName", "phone": "phoneNumber", "mobile": "mobileNumber", "country": "countryCode", "city": "cityName",
		"created": "createdOn", "updated": "updatedOn", "amount": "grandTotal", "status": "recordStatus", "subject": "title", "body": "content", "purpose": "consentPurpose",
		"granted": "grantedOn", "withdrawn": "withdrawnOn", "expires": "expiresOn", "source": "channel", "wording": "wordingVersion", "campaign": "campaignName", "sent": "sentOn",
		"started": "startedOn", "seconds": "durationSeconds", "sku": "productCode", "price": "unitPrice", "added": "addedOn", "hash": "phoneHash", "cipher": "phoneCipher", "mask": "phoneMasked",
	}},
	{"german", map[string]string{
		"contacts": "kunden", "leads": "interessenten", "orders": "bestellungen", "tickets": "anfragen", "consents": "einwilligungen", "sends": "kampagnen_versand",
		"secure": "kunden_geschuetzt", "products": "artikel", "active": "aktive_kunden", "copy": "interessenten_bak", "people": "personen",
		"accounts": "rechnungskunden", "calls": "anrufe", "chats": "chat_verlauf", "members": "mitglieder", "optins": "mitglied_zustimmungen",
		"profiles": "benutzer", "referrals": "empfehlungen", "visitors": "messebesucher", "refusals": "sperrliste", "newsletter": "sms_verteiler", "dealers": "haendler",
		"id": "nr", "key": "kundennummer", "name": "name", "email": "email", "company": "firma", "phone": "telefon", "mobile": "handynummer", "country": "land", "city": "ort",
		"created": "erstellt_am", "updated": "geaendert_am", "amount": "betrag", "status": "zustand", "subject": "betreff", "body": "nachricht", "purpose": "zweck",
		"granted": "erteilt_am", "withdrawn": "widerrufen_am", "expires": "gueltig_bis", "source": "herkunft", "wording": "textversion", "campaign": "kampagne", "sent": "versendet_am",
		"started": "begonnen_am", "seconds": "dauer_sekunden", "sku": "artikelnummer", "price": "preis", "added": "eingetragen_am", "hash": "telefon_hash", "cipher": "telefon_cipher", "mask": "telefon_maskiert",
	}},
	{"spanish", map[string]string{
		"contacts": "clientes", "leads": "interesados", "orders": "pedidos", "tickets": "consultas", "consents": "consentimientos", "sends": "envios_campana",
		"secure": "clientes_seguros", "products": "articulos", "active": "clientes_activos", "copy": "interesados_backup", "people": "personas",
		"accounts": "cuentas_factura", "calls": "llamadas", "chats": "conversaciones", "members": "socios", "optins": "socios_permisos",
		"profiles": "usuarios", "referrals": "recomendados", "visitors": "visitantes_feria", "refusals": "lista_robinson", "newsletter": "suscriptores_sms", "dealers": "distribuidores",
		"id": "num", "key": "id_cliente", "name": "nombre", "email": "correo", "company": "empresa", "phone": "telefono", "mobile": "telefono_movil", "country": "pais", "city": "ciudad",
		"created": "fecha_alta", "updated": "actualizado", "amount": "importe", "status": "situacion", "subject": "asunto", "body": "mensaje", "purpose": "finalidad",
		"granted": "fecha_otorgado", "withdrawn": "fecha_retirado", "expires": "fecha_caduca", "source": "origen", "wording": "version_texto", "campaign": "campana", "sent": "fecha_envio",
		"started": "fecha_inicio", "seconds": "duracion", "sku": "referencia", "price": "precio", "added": "fecha_registro", "hash": "telefono_hash", "cipher": "telefono_cipher", "mask": "telefono_masked",
	}},
	{"french", map[string]string{
		"contacts": "clients", "leads": "prospects", "orders": "commandes", "tickets": "demandes", "consents": "consentements", "sends": "envois_campagne",
		"secure": "clients_proteges", "products": "articles", "active": "clients_actifs", "copy": "prospects_dump", "people": "personnes",
		"accounts": "comptes_facture", "calls": "appels", "chats": "discussions", "members": "adherents", "optins": "adherents_accords",
		"profiles": "utilisateurs", "referrals": "parrainages", "visitors": "visiteurs_salon", "refusals": "liste_opposition", "newsletter": "abonnes_sms", "dealers": "revendeurs",
		"id": "ident", "key": "id_client", "name": "nom", "email": "courriel", "company": "societe", "phone": "telephone", "mobile": "telephone_portable", "country": "pays", "city": "ville",
		"created": "date_creation", "updated": "modifie", "amount": "montant", "status": "etat", "subject": "objet", "body": "message", "purpose": "finalite",
		"granted": "date_accord", "withdrawn": "date_retrait", "expires": "date_fin", "source": "provenance", "wording": "version_texte", "campaign": "campagne", "sent": "date_envoi",
		"started": "date_debut", "seconds": "duree", "sku": "reference", "price": "prix", "added": "date_ajout", "hash": "telephone_hash", "cipher": "telephone_cipher", "mask": "telephone_masked",
	}},
	{"terse", map[string]string{
		"contacts": "cust_mst", "leads": "lead_mst", "orders": "ord_hdr", "tickets": "svc_req", "consents": "cons_hdr", "sends": "msg_out",
		"secure": "cust_sec", "products": "itm_mst", "active": "cust_act", "copy": "lead_mst_bak", "people": "pers",
		"accounts": "inv_acct", "calls": "call_in", "chats": "chat_hdr", "members": "mbr_mst", "optins": "mbr_perm",
		"profiles": "usr", "referrals": "ref_frnd", "visitors": "expo_lst", "refusals": "dnc_lst", "newsletter": "sms_lst", "dealers": "dlr_lst",
		"id": "rec_no", "key": "cust_no", "name": "cust_name", "email": "email_addr", "company": "company_nm", "phone": "tel_no", "mobile": "mobile_no", "country": "country_cd", "city": "city_nm",
		"created": "created_dt", "updated": "updated_dt", "amount": "tot_amt", "status": "stat", "subject": "subj", "body": "msg_txt", "purpose": "purpose_cd",
		"granted": "grant_dt", "withdrawn": "withdrawn_dt", "expires": "expiry_dt", "source": "src_cd", "wording": "txt_ver", "campaign": "camp_nm", "sent": "sent_dt",
		"started": "start_dt", "seconds": "dur_sec", "sku": "itm_no", "price": "unit_prc", "added": "added_dt", "hash": "tel_hash", "cipher": "tel_cipher", "mask": "tel_masked",
	}},
}

// words of what a company says: its purposes, its campaigns, its own name.
type words struct {
	sms, call, account, delivery, support, billing, analytics string // purposes
	tests                                                     string // the schema of those who try things out
	company, domain                                           string
}

var wordings = []words{
	{"sms_marketing", "call_marketing", "account_management", "delivery", "support", "billing", "analytics", "staging", "Nordlicht Outdoor", "nordlicht.example"},
	{"marketing_sms", "telemarketing", "contract_management", "shipping", "customer_care", "invoicing", "product_analytics", "qa", "Harbour & Finch", "harbourfinch.example"},
	{"SMS marketing", "marketing calls", "customer accounts", "delivery of orders", "customer service", "invoices", "usage analytics", "test", "Atelier Mistral", "ateliermistral.example"},
}

var (
	givenNames  = []string{"Anna", "Luca", "Marta", "Jonas", "Claire", "Diego", "Sofia", "Peter", "Emma", "Hugo", "Ines", "Tom", "Nora", "Paul", "Laura", "Felix", "Maria", "Oscar", "Julia", "Andrea"}
	familyNames = []string{"Weber", "Rossi", "Moreau", "Costa", "Svensson", "Taylor", "Novak", "Fischer", "Silva", "Martin", "Keller", "Bianchi", "Dubois", "Torres", "Lindberg", "Walker", "Kowalski", "Schmidt", "Santos", "Laurent"}
	companies   = []string{"Birch and Sons", "Atlas Tools", "Maison Verte", "Casa Lucia", "Kontor Nord", "Blue Harbor", "Piccola Officina", "Delta Works", "Orchard Foods", "Studio Nove"}
	cities      = map[string][]string{
		"US": {"Austin", "Denver", "Seattle"}, "CA": {"Toronto", "Calgary"}, "GB": {"Leeds", "London"}, "AU": {"Perth", "Sydney"}, "DE": {"Berlin", "Hamburg"}, "AT": {"Wien", "Graz"},
		"FR": {"Lyon", "Nantes"}, "ES": {"Madrid", "Sevilla"}, "MX": {"Puebla", "Monterrey"}, "IT": {"Torino", "Bologna"}, "NL": {"Utrecht", "Rotterdam"}, "PL": {"Gdansk", "Krakow"},
		"PT": {"Porto", "Braga"}, "BR": {"Recife", "Curitiba"}, "SE": {"Uppsala", "Malmo"}, "TR": {"Ankara", "Bursa"}, "JP": {"Osaka", "Kobe"}, "KR": {"Busan", "Daegu"}, "CZ": {"Praha", "Brno"}, "DK": {"Aarhus", "Odense"},
	}
	subjects  = []string{"Where is my parcel", "Wrong size", "Question about an invoice", "Cannot log in", "Please call back", "Broken zip"}
	sentences = []string{"Please call me back on {} after five.", "You can reach me at {} today.", "My phone number is {}, thank you.", "Bitte rufen Sie mich unter {} an.", "Mi teléfono es {}.", "Merci de rappeler au {}."}
	fillers   = []string{"The parcel has not come yet.", "I would like to change the delivery address.", "Thank you for the quick reply.", "The colour is not the one I ordered."}
	campaigns = []string{"spring sale", "black friday", "new store", "summer preview", "loyalty week"}
	channels  = []string{"web form", "store", "phone agent", "app"}
)

// languages in which people of a region expect to be told.
var languages = map[string][]string{
	"US": {"en"}, "CA": {"en", "fr"}, "GB": {"en"}, "AU": {"en"}, "DE": {"de"}, "AT": {"de"}, "FR": {"fr"}, "ES": {"es"}, "MX": {"es"}, "IT": {"it"},
	"NL": {"nl"}, "PL": {"pl"}, "PT": {"pt"}, "BR": {"pt"}, "SE": {"sv"}, "TR": {"tr"}, "JP": {"ja"}, "KR": {"ko"}, "CZ": {"cs"}, "DK": {"da"},
}
