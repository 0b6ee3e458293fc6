package io.github.iotcustomauth.local;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.authorizer.ConnectAuthorizer;

import org.springframework.util.Assert;

/**
 * What a {@link LocalIotCore} is started with. Immutable: each {@code with} method
 * returns a changed copy.
 *
 * @param port the port to listen on at 127.0.0.1, {@code 0} for a free one
 * @param privateKey the key of the TLS certificate
 * @param certificateChain the TLS certificate, then those that signed it
 * @param authorizer who decides about connection attempts
 * @param enforceConnectRate whether a second CONNECT of a client id within one second is
 * refused, as AWS IoT Core does
 * @param eventListener hears every event, on the event loop of the endpoint: must not
 * block
 */
public record LocalIotCoreSettings(int port, PrivateKey privateKey, List<X509Certificate> certificateChain,
		ConnectAuthorizer authorizer, boolean enforceConnectRate, Consumer<LocalIotCoreEvent> eventListener) {

	public LocalIotCoreSettings {
		Assert.isTrue(port >= 0 && port <= 65535, "'port' must be between 0 and 65535");
		Assert.notNull(privateKey, "'privateKey' must not be null");
		Assert.notEmpty(certificateChain, "'certificateChain' must not be empty");
		Assert.notNull(authorizer, "'authorizer' must not be null");
		Assert.notNull(eventListener, "'eventListener' must not be null");
		certificateChain = List.copyOf(certificateChain);
	}

	/**
	 * Create settings with a free port, AWS's limit of CONNECT packets, and no event
	 * listener.
	 * @param privateKey the key of the TLS certificate
	 * @param certificateChain the TLS certificate, then those that signed it
	 * @param authorizer who decides about connection attempts
	 */
	public LocalIotCoreSettings(PrivateKey privateKey, List<X509Certificate> certificateChain,
			ConnectAuthorizer authorizer) {
		this(0, privateKey, certificateChain, authorizer, true, (event) -> {
		});
	}

	/**
	 * Return settings with another port.
	 * @param port the port to listen on, {@code 0} for a free one
	 * @return the changed copy
	 */
	public LocalIotCoreSettings withPort(int port) {
		return new LocalIotCoreSettings(port, this.privateKey, this.certificateChain, this.authorizer,
				this.enforceConnectRate, this.eventListener);
	}

	/**
	 * Return settings with or without the limit of CONNECT packets.
	 * @param enforceConnectRate whether the limit is enforced
	 * @return the changed copy
	 */
	public LocalIotCoreSettings withEnforceConnectRate(boolean enforceConnectRate) {
		return new LocalIotCoreSettings(this.port, this.privateKey, this.certificateChain, this.authorizer,
				enforceConnectRate, this.eventListener);
	}

	/**
	 * Return settings with an event listener.
	 * @param eventListener hears every event; must not block
	 * @return the changed copy
	 */
	public LocalIotCoreSettings withEventListener(Consumer<LocalIotCoreEvent> eventListener) {
		return new LocalIotCoreSettings(this.port, this.privateKey, this.certificateChain, this.authorizer,
				this.enforceConnectRate, eventListener);
	}

	/**
	 * Leaves out the key.
	 */
	@Override
	public String toString() {
		return "LocalIotCoreSettings[port=" + this.port + ", enforceConnectRate=" + this.enforceConnectRate + "]";
	}

}
