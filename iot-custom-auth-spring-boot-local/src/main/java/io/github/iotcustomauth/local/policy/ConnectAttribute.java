package io.github.iotcustomauth.local.policy;

/**
 * What a connection attempt asks for besides the connection: the values of the condition
 * key {@code iot:ConnectAttributes}.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/iot/latest/developerguide/connect-policy.html">Connect
 * policy examples</a>
 */
public enum ConnectAttribute {

	/**
	 * A session that outlives the connection.
	 */
	PERSISTENT_CONNECT("PersistentConnect"),

	/**
	 * A last will.
	 */
	LAST_WILL("LastWill");

	private final String value;

	ConnectAttribute(String value) {
		this.value = value;
	}

	/**
	 * Return the value as a policy writes it.
	 * @return the value
	 */
	public String value() {
		return this.value;
	}

}
