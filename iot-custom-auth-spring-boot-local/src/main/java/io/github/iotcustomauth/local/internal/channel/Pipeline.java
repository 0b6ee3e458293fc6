package io.github.iotcustomauth.local.internal.channel;

/**
 * Names of the channel handlers that other handlers are placed relative to.
 */
public final class Pipeline {

	/** Encrypts and decrypts. */
	public static final String TLS = "tls";

	/** Closes a connection that is not admitted in time. */
	public static final String DEADLINE = "deadline";

	/** Waits for the CONNECT packet. */
	public static final String CONNECT = "connect";

	/** Takes the packets of an admitted client. */
	public static final String RULES = "rules";

	private Pipeline() {
	}

}
