package io.github.iotcustomauth.benchmarks.endtoend;

/**
 * Names of contestants in tables and plots.
 */
public final class Contestants {

	/**
	 * The native client, without anything around it.
	 */
	public static final String CRT = "CRT";

	/**
	 * The native client and the JSON conversion that the library calls too.
	 */
	public static final String CRT_JACKSON = "CRT + Jackson";

	/**
	 * The connection of the library, or a handler subscribed with it.
	 */
	public static final String CONNECTION = "IotConnection";

	/**
	 * The client of the library with bytes.
	 */
	public static final String CLIENT_BYTES = "IotClient, bytes";

	/**
	 * The client of the library with a record.
	 */
	public static final String CLIENT_JSON = "IotClient, JSON";

	/**
	 * A listener method with bytes.
	 */
	public static final String LISTENER_BYTES = "@IotListener, bytes";

	/**
	 * A listener method with a record.
	 */
	public static final String LISTENER_JSON = "@IotListener, JSON";

	/**
	 * The client of HiveMQ.
	 */
	public static final String HIVE = "HiveMQ client";

	/**
	 * The MQTT 5 client of Eclipse Paho.
	 */
	public static final String PAHO = "Paho v5";

	/**
	 * The channel adapters of Spring Integration, which are on Paho.
	 */
	public static final String SPRING_INTEGRATION = "Spring Integration";

	private Contestants() {
	}

}
