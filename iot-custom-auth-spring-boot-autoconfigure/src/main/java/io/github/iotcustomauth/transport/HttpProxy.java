package io.github.iotcustomauth.transport;

import java.util.regex.Pattern;

import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * HTTP proxy that a connection is tunneled through with CONNECT (RFC 9110 section 9.3.6).
 *
 * @param host the host name of the proxy, without scheme, port and credentials
 * @param port its port
 * @param username the user name for basic authentication, or {@code null} for none
 * @param password the password, or {@code null} when there is no user name
 */
public record HttpProxy(String host, int port, @Nullable String username, @Nullable String password) {

	private static final int MAX_PORT = 65535;

	private static final Pattern NO_HOST = Pattern.compile("[@/\\s\\p{Cntrl}\\p{Z}]");

	/**
	 * Create a proxy.
	 * @throws IllegalArgumentException if a part cannot be used; the message has none of
	 * the values, since a URL as the host may have credentials in it
	 */
	public HttpProxy {
		Assert.hasText(host, "The host of the proxy must not be empty");
		Assert.isTrue(!NO_HOST.matcher(host).find(),
				"The host of the proxy must be a host name without scheme, port and credentials");
		Assert.isTrue(isPort(port), "The port of the proxy must be between 1 and " + MAX_PORT);
		Assert.isTrue((username != null) == (password != null),
				"The proxy must have both a user name and a password, or neither");
		Assert.isTrue(username == null || username.indexOf(':') < 0,
				"The user name of the proxy must not have a colon");
	}

	/**
	 * Whether a number is a port.
	 * @param port the number
	 * @return whether it is
	 */
	public static boolean isPort(int port) {
		return port > 0 && port <= MAX_PORT;
	}

	/**
	 * Host and port, to be shown.
	 * @return printable text
	 */
	public String address() {
		return PrintableText.of(this.host) + ":" + this.port;
	}

	@Override
	public String toString() {
		return "HttpProxy[" + address() + ((this.username != null) ? ", with credentials" : "") + "]";
	}

}
