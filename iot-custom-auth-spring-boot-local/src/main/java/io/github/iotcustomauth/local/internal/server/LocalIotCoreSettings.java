package io.github.iotcustomauth.local.internal.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.authorizer.ClientCertificate;
import io.github.iotcustomauth.local.authorizer.ConnectAuthorizer;
import io.netty.util.NetUtil;

import org.springframework.util.Assert;

/**
 * What a {@code LocalIotCore} is started with. Immutable: each {@code with} method
 * returns a changed copy.
 *
 * @param address the address to listen on, 127.0.0.1 unless it is changed
 * @param port the port to listen on, {@code 0} for a free one
 * @param privateKey the key of the TLS certificate
 * @param certificateChain the TLS certificate, then those that signed it
 * @param authorizer the authorizer of connection attempts
 * @param disabledLimits the limits of AWS IoT Core that are not enforced
 * @param lifecycleEvents whether AWS's lifecycle events are published on
 * {@code $aws/events/...}
 * @param timeScale how many times faster the {@code disconnectAfter} and
 * {@code refreshAfter} of an authorizer pass, 1 to 86,400
 * @param clientCertificates the registered certificates of clients; when there are any,
 * the endpoint behaves as one with AWS's authentication type {@code CUSTOM_AUTH_X509}:
 * clients have to present one of them, and there is no WebSocket
 */
public record LocalIotCoreSettings(InetAddress address, int port, PrivateKey privateKey,
		List<X509Certificate> certificateChain, ConnectAuthorizer authorizer, Set<Limit> disabledLimits,
		boolean lifecycleEvents, double timeScale, List<ClientCertificate> clientCertificates) {

	public LocalIotCoreSettings {
		Assert.notNull(address, "'address' must not be null");
		Assert.isTrue(port >= 0 && port <= 65535, "'port' must be between 0 and 65535");
		Assert.notNull(privateKey, "'privateKey' must not be null");
		Assert.notEmpty(certificateChain, "'certificateChain' must not be empty");
		Assert.notNull(authorizer, "'authorizer' must not be null");
		Assert.isTrue(timeScale >= 1 && timeScale <= 86_400, "'timeScale' must be between 1 and 86400");
		certificateChain = List.copyOf(certificateChain);
		clientCertificates = List.copyOf(clientCertificates);
		disabledLimits = Set.copyOf(disabledLimits);
	}

	/**
	 * Create settings with a free port, all limits and lifecycle events of AWS IoT Core,
	 * and its time.
	 * @param privateKey the key of the TLS certificate
	 * @param certificateChain the TLS certificate, then those that signed it
	 * @param authorizer the authorizer of connection attempts
	 */
	public LocalIotCoreSettings(PrivateKey privateKey, List<X509Certificate> certificateChain,
			ConnectAuthorizer authorizer) {
		this(NetUtil.LOCALHOST4, 0, privateKey, certificateChain, authorizer, Set.of(), true, 1, List.of());
	}

	/**
	 * Return settings with another address.
	 * @param address the address to listen on. Clients connect to its host name where it
	 * has one.
	 * @return the changed copy
	 */
	public LocalIotCoreSettings withAddress(InetAddress address) {
		return new LocalIotCoreSettings(address, this.port, this.privateKey, this.certificateChain, this.authorizer,
				this.disabledLimits, this.lifecycleEvents, this.timeScale, this.clientCertificates);
	}

	/**
	 * Return settings with another port.
	 * @param port the port to listen on, {@code 0} for a free one
	 * @return the changed copy
	 */
	public LocalIotCoreSettings withPort(int port) {
		return new LocalIotCoreSettings(this.address, port, this.privateKey, this.certificateChain, this.authorizer,
				this.disabledLimits, this.lifecycleEvents, this.timeScale, this.clientCertificates);
	}

	/**
	 * Return settings without some limits of AWS IoT Core.
	 * @param limits the limits that are not kept; all others are
	 * @return the changed copy
	 */
	public LocalIotCoreSettings withDisabledLimits(Set<Limit> limits) {
		return new LocalIotCoreSettings(this.address, this.port, this.privateKey, this.certificateChain,
				this.authorizer, limits, this.lifecycleEvents, this.timeScale, this.clientCertificates);
	}

	/**
	 * Return settings with or without lifecycle events.
	 * @param lifecycleEvents whether they are published
	 * @return the changed copy
	 */
	public LocalIotCoreSettings withLifecycleEvents(boolean lifecycleEvents) {
		return new LocalIotCoreSettings(this.address, this.port, this.privateKey, this.certificateChain,
				this.authorizer, this.disabledLimits, lifecycleEvents, this.timeScale, this.clientCertificates);
	}

	/**
	 * Return settings with another pace: with 300, the five minutes of an authorizer pass
	 * in a second.
	 * @param timeScale how many times faster, 1 to 86,400
	 * @return the changed copy
	 */
	public LocalIotCoreSettings withTimeScale(double timeScale) {
		return new LocalIotCoreSettings(this.address, this.port, this.privateKey, this.certificateChain,
				this.authorizer, this.disabledLimits, this.lifecycleEvents, timeScale, this.clientCertificates);
	}

	/**
	 * Return settings with registered certificates of clients.
	 * @param clientCertificates the certificates; empty when no certificate is asked for
	 * @return the changed copy
	 */
	public LocalIotCoreSettings withClientCertificates(List<ClientCertificate> clientCertificates) {
		return new LocalIotCoreSettings(this.address, this.port, this.privateKey, this.certificateChain,
				this.authorizer, this.disabledLimits, this.lifecycleEvents, this.timeScale, clientCertificates);
	}

	/**
	 * Return the host that clients on this machine connect to.
	 * @return the host name of the address where it has one, or the address
	 */
	public String host() {
		if (this.address.isAnyLocalAddress()) {
			return "localhost";
		}
		// unlike the address itself, does not look its name up
		return new InetSocketAddress(this.address, this.port).getHostString();
	}

	/**
	 * Leaves out the key.
	 */
	@Override
	public String toString() {
		return "LocalIotCoreSettings[port=" + this.port + ", disabledLimits=" + this.disabledLimits + ", timeScale="
				+ this.timeScale + "]";
	}

}
