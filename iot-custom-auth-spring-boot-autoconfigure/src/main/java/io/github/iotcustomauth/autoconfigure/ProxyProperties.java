package io.github.iotcustomauth.autoconfigure;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;

import io.github.iotcustomauth.transport.HttpProxy;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The properties of the HTTP proxy, and the proxy of the JVM that takes their place.
 *
 * @param properties the properties
 */
record ProxyProperties(IotCustomAuthProperties.Proxy properties) {

	private static final String HOST = InvalidIotPropertyException.key("proxy.host");

	private static final String PORT = InvalidIotPropertyException.key("proxy.port");

	private static final String USERNAME = InvalidIotPropertyException.key("proxy.username");

	private static final String PASSWORD = InvalidIotPropertyException.key("proxy.password");

	private static final String JVM_HOST = "https.proxyHost";

	private static final Pattern NAME = Pattern.compile("[\\p{Alnum}._-]+");

	private static final Pattern IPV6 = Pattern.compile("\\p{XDigit}*:[\\p{XDigit}:.]*:[\\p{XDigit}:.%]*");

	private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\..*|::1|\\[::1]");

	/**
	 * Find the proxy for an endpoint.
	 * @param endpoint the host name of the endpoint
	 * @param port its port
	 * @param configured whether endpoint and port are those of the properties
	 * @return the proxy, or {@code null} if there is none
	 * @throws InvalidIotPropertyException if a property cannot be used
	 */
	@Nullable HttpProxy find(String endpoint, int port, boolean configured) {
		HttpProxy own = own();
		if (own == null) {
			return ofJvm(endpoint, port);
		}
		// the way to an endpoint that another one on this machine stands in for, as in a
		// test
		return (configured || !LOOPBACK.matcher(endpoint).matches()) ? own : null;
	}

	private @Nullable HttpProxy own() {
		String host = text(this.properties.getHost());
		Integer port = this.properties.getPort();
		String username = text(this.properties.getUsername());
		String password = text(this.properties.getPassword());
		if (host == null) {
			check(port == null, PORT, port, "The proxy has a port but no host", "Set '" + HOST + "' as well.");
			check(username == null, USERNAME, null, "The proxy has a user name but no host",
					"Set '" + HOST + "' as well.");
			check(password == null, PASSWORD, null, "The proxy has a password but no host",
					"Set '" + HOST + "' as well.");
			return null;
		}
		// whatever else it is may have credentials in it
		check(NAME.matcher(host).matches() || IPV6.matcher(host)
			.matches(), HOST, null, "The value is not a host name alone", "Set '" + HOST
					+ "' to the host name without scheme, port and "
					+ "credentials, which have keys of their own: 'proxy.port', 'proxy.username', 'proxy.password'.");
		check(port != null, PORT, null, "The proxy has a host but no port",
				"Set '" + PORT + "', often to '3128' or " + "'8080'.");
		check(port != null && HttpProxy.isPort(port), PORT, port, "The port must be between 1 and 65535",
				"Set '" + PORT + "' to the port of the proxy.");
		check(username != null || password == null, PASSWORD, null, "The proxy has a password but no user name",
				"Set '" + USERNAME + "' as well, or remove '" + PASSWORD + "'.");
		check(password != null || username == null, USERNAME, null, "The proxy has a user name but no password",
				"Set '" + PASSWORD + "' as well, or remove '" + USERNAME + "'.");
		check(username == null || username.indexOf(':') < 0, USERNAME, null,
				"Basic authentication has no user names with a colon",
				"Set '" + USERNAME + "' to the user name alone, and the password in '" + PASSWORD + "'.");
		return new HttpProxy(host, (port != null) ? port : 0, username, password);
	}

	// with its rules for hosts that are reached without it
	private static @Nullable HttpProxy ofJvm(String endpoint, int port) {
		ProxySelector selector = ProxySelector.getDefault();
		if (selector == null) {
			return null;
		}
		URI uri;
		try {
			uri = new URI("https", null, endpoint, port, null, null, null);
		}
		catch (URISyntaxException ex) {
			// no host name, which the connection reports
			return null;
		}
		// a URL as the host may have credentials in it
		return InvalidIotPropertyException.convert(JVM_HOST, null,
				"Set the system property '" + JVM_HOST
						+ "' to the host name alone and 'https.proxyPort' to the port, or set '" + HOST + "' and '"
						+ PORT + "'.",
				() -> ofJvm(selector.select(uri)));
	}

	private static @Nullable HttpProxy ofJvm(List<Proxy> proxies) {
		return proxies.stream()
			.filter((proxy) -> proxy.type() == Proxy.Type.HTTP)
			.map(Proxy::address)
			.filter(InetSocketAddress.class::isInstance)
			.map(InetSocketAddress.class::cast)
			.findFirst()
			.map((address) -> new HttpProxy(address.getHostString(), address.getPort(), null, null))
			.orElse(null);
	}

	private static @Nullable String text(@Nullable String value) {
		return StringUtils.hasLength(value) ? value : null;
	}

	private static void check(boolean valid, String key, @Nullable Object value, String reason, String cure) {
		if (!valid) {
			throw new InvalidIotPropertyException(key, value, reason, cure);
		}
	}

}
