// Buttons of passkeys show only where the device knows them; a refusal is said in the page.
// The ceremony itself is that of allauth (mfa/js/webauthn.js), told here what each form holds.
'use strict'
if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll('form[data-passkey-form]')) {
    const button = form.querySelector('[data-passkey]')
    const box = form.querySelector('[name=passwordless]')
    window.allauth.webauthn.forms[form.dataset.passkeyForm]({
      ids: {
        add: button.id,
        authenticate: button.id,
        login: button.id,
        credential: form.querySelector('[name=credential]').id,
        passwordless: box ? box.id : null
      },
      data: JSON.parse(form.dataset.options || '{}')
    })
    button.hidden = false
  }
  for (const note of document.querySelectorAll('[data-no-passkey]')) note.hidden = true
}
document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  const note = document.getElementById('passkey-failed')
  if (note) note.hidden = false
})
