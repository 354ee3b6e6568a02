import { plural } from "./common";

export const gallery = {
  title: "Templates",
  search: "Search templates",
  searchPlaceholder: (count: number) =>
    plural(count, { one: "Search {count} template", other: "Search {count} templates" }),
  none: (text: string) =>
    text
      ? `No template mentions “${text}”. Look for another word, or start from a web address.`
      : "No template is for this. Choose another task, or start from a web address.",
  task: "What your customers want",
  allTasks: "Everything",
  tasks: {
    orders: "Orders",
    stock: "Stock",
    parcels: "Parcels",
    tickets: "Support",
    appointments: "Appointments",
    subscriptions: "Subscriptions",
    accounts: "Accounts",
    newsletters: "Newsletters",
  },
  /** Other words for the same, so that a search finds them. */
  taskWords: {
    orders: "order status shop store e-commerce where is my order delivery",
    stock: "stock availability price product inventory",
    parcels: "parcel package shipment tracking delivery courier carrier",
    tickets: "ticket case help desk support request complaint",
    appointments: "appointment booking calendar schedule slot reschedule cancel",
    subscriptions: "subscription plan billing renewal cancel payment",
    accounts: "account balance bank log in sign in token oauth authentication",
    newsletters: "newsletter unsubscribe marketing email preferences crm",
  },
  calls: (count: number) => plural(count, { one: "{count} request", other: "{count} requests" }),
  writes: "changes something",
  writesHelp: "Changes something in the system, after the customer’s yes",
  public: "public",
  publicHelp: "Nobody is verified, because what it tells is nobody’s in particular",
  look: (name: string, system: string) => `Look at the template ${name}, ${system}`,
  count: (count: number) => plural(count, { one: "{count} template", other: "{count} templates" }),
};

export const template = {
  back: "All templates",
  use: "Use this template",
  useHelp: "Makes a connector of your own. It stays on its sample data until you connect your system.",
  asks: "Asks the customer for",
  optional: "optional",
  verifies: "Who gets an answer",
  public: "Everybody. What it tells is nobody’s in particular.",
  rule: (questions: string) =>
    `Only a customer whose answer to ${questions} is what the system has. The engine compares them, never the AI.`,
  and: " and ",
  sees: "What the bot sees",
  tells: "When the AI uses it",
  needs: "What you will need",
  needsNothing: "Nothing.",
  prepare: "Before you start",
  unconfirmed: "Not confirmed",
  unconfirmedHelp: "Read in the API’s description, and not tried on a real account:",
  documentation: "Description of the API",
  says: "A customer says",
  tryTitle: "Try it on sample data",
  tryHelp: "Nothing is sent anywhere. The engine is the one that answers your customers.",
  situation: "Situation",
  try: "Try it",
  trying: "Trying",
  yes: "The customer says yes",
  asked: "The customer is asked first",
  botSays: "The bot is told",
  botGets: "The bot gets",
  nothing: "nothing",
  noAnswer: "no answer",
  noMore: "and nothing else.",
  forYou: "For you",
};

export const setup = {
  notice: (system: string) => `This connector answers from sample data. Connect it to your ${system} when you like.`,
  open: "Set it up",
  title: (system: string) => `Connect to ${system}`,
  lead: "Four short steps. What you enter is saved as you go, and secrets go into the keychain of this computer.",
  steps: { address: "Address", keys: "Keys", signIn: "Test the sign-in", run: "First run" },
  stepOf: (at: number, count: number) => `Step ${at} of ${count}`,
  addressHelp:
    "Where your system is. If you have a second one to try things on, give it values of its own later, under Secrets.",
  noSettings: "The address of this system is the same for everybody, so there is nothing to fill in here.",
  keysHelp: "What proves that the requests come from you. A value goes into the keychain and never comes out again.",
  noKeys: "This system needs no key.",
  signInHelp: "Signs in once with what you entered. No customer’s data is asked for.",
  runHelp:
    "Now ask your system about a record that you know. The run opens beside the connector, in the environment that you choose; nothing is told to any bot.",
  runTest: "Run in Test",
  runLive: "Run in Live",
  back: "Back",
  next: "Next",
  later: "Later",
};
