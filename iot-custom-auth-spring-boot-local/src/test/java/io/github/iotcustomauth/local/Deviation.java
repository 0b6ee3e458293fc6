package io.github.iotcustomauth.local;

/**
 * Rule by which AWS IoT Core, and so the endpoint, deliberately differs from mosquitto.
 * {@link RandomProgram} avoids other differences: a receive maximum that changes with the
 * connection, or of which only a part is acknowledged, a replaced subscription with
 * another Retain As Published, and members of a group that give up their session or
 * subscription while messages wait for them.
 */
enum Deviation {

	MULTI_LEVEL_PARENT("At AWS 'a/#' does not match 'a': mosquitto is asked for 'a/+/#', which does not either"),

	RETAINED_FOR_EXACT_FILTERS("AWS sends retained messages to filters without wildcards only: mosquitto is asked to "
			+ "leave them out in MQTT 5, and its copies with RETAIN are left out of the comparison in MQTT 3.1.1"),

	NOTHING_RETAINED_FOR_GROUPS("AWS does not send retained messages to shared subscriptions: copies of mosquitto with "
			+ "RETAIN are left out of the comparison"),

	NO_MATCHING_SUBSCRIBERS("AWS acknowledges a message without subscribers with 0x00, mosquitto with 0x10"),

	NO_DUPLICATE_FLAG("AWS does not set DUP when it sends a message again"),

	CHOICE_OF_MEMBER("Which member of a group gets a message is up to the broker: members are compared together, and "
			+ "without what a member is sent again"),

	ABSENT_MEMBER("AWS gives a message to a member that is connected; mosquitto also gives it to one that is not, "
			+ "where it waits, or with QoS 0 is lost");

	private final String sentence;

	Deviation(String sentence) {
		this.sentence = sentence;
	}

	String sentence() {
		return this.sentence;
	}

}
