export const start = {
  title: "Let your chatbot look things up and get things done",
  lead: "A connector asks the customer for a few details, calls your system, checks that the customer is who they say, and hands the bot only what it may see.",
  sample: "Try one now with sample data",
  address: "Start from a web address",
  openBundle: "Open a bundle…",
  blank: "Start empty",
  trust: "Nothing to sign up for. Connectors stay on this computer, secrets in its keychain.",
  addressLabel: "Address of the data",
  addressPlaceholder: "https://yourstore.com/orders/{order_id}",
  addressHelp: "Write {order_id} where the customer’s own value goes. You will be asked what to call it.",
  addressGo: "Create connector",
  addressInvalid: "Start with https:// and the name of the server.",
};
