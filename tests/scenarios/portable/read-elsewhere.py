"""What Python's own mail modules and vobject make of an export, as JSON. Word: its folder."""
import email, email.policy, glob, hashlib, json, mailbox, os, sys
import vobject

data = os.path.join(sys.argv[1], 'data')


def names(addresses):
    return [[one.display_name, one.addr_spec] for one in addresses.addresses]


def read_letter(path):
    with open(path, 'rb') as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    parts = [part.get_content() for part in mail.walk() if part.get_content_type() == 'text/plain']
    linked = [word for line in parts[1:] for word in line.split('  ') if word.startswith('../')]
    files = [os.path.join(os.path.dirname(path), word) for word in linked]
    return {
        'subject': mail['Subject'], 'from': names(mail['From']), 'to': names(mail['To']),
        'id': mail['Message-ID'], 'parent': mail['In-Reply-To'], 'text': parts[0],
        'defects': [str(one) for part in mail.walk() for one in part.defects],
        'files': [hashlib.sha256(open(file, 'rb').read()).hexdigest() for file in files],
    }


def read_thread(path):
    return [
        {'subject': str(email.header.make_header(email.header.decode_header(mail['Subject']))), 'id': mail['Message-ID']}
        for mail in mailbox.mbox(path, create=False)
    ]


with open(os.path.join(data, 'contacts.vcf'), encoding='utf-8') as cards:
    contacts = [{'name': one.fn.value, 'address': one.impp.value} for one in vobject.readComponents(cards)]
print(json.dumps({
    'letters': [read_letter(path) for path in glob.glob(f'{data}/letters/*/*.eml')],
    'threads': [read_thread(path) for path in glob.glob(f'{data}/threads/*.mbox')],
    'contacts': contacts,
}))
