package io.github.iotcustomauth.local;

import java.net.InetAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.github.iotcustomauth.local.authorizer.AuthorizerRegistry;
import io.github.iotcustomauth.local.authorizer.ClientCertificate;
import io.github.iotcustomauth.local.authorizer.ConnectAuthorizer;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.authorizer.RegisteredAuthorizer;
import io.github.iotcustomauth.local.internal.certificate.LocalCertificates;
import io.github.iotcustomauth.local.internal.server.CountingAuthorizer;
import io.github.iotcustomauth.local.internal.server.ServerOptions;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Builder of {@link LocalIotCore} endpoints. It may start several of them; unless a
 * certificate was given, they share a generated one. Not safe for use by several threads.
 */
public final class LocalIotCoreBuilder {

	private static final int MAX_PORT = 65_535;

	private static final int MAX_TIME_SCALE = 86_400;

	private final List<RegisteredAuthorizer> authorizers = new ArrayList<>();

	private final List<ClientCertificate> clientCertificates = new ArrayList<>();

	private final Set<Limit> disabledLimits = EnumSet.copyOf(Limit.PACES);

	private @Nullable String defaultAuthorizer;

	private @Nullable ConnectAuthorizer decider;

	private InetAddress address = NetUtil.LOCALHOST4;

	private @Nullable PrivateKey privateKey;

	private List<X509Certificate> certificateChain = List.of();

	private @Nullable LocalCertificates generated;

	private @Nullable X509Certificate authority;

	private int port;

	private boolean lifecycleEvents = true;

	private double timeScale = 1;

	LocalIotCoreBuilder() {
	}

	/**
	 * Add an active authorizer without token signing. The first authorizer that is added
	 * is the default one, unless {@link #defaultAuthorizer(String)} names another.
	 * @param name the name by which clients ask for it: 1 to 128 letters, digits,
	 * {@code _}, {@code =}, {@code ,}, {@code @} and {@code -}
	 * @param function decides about clients
	 * @return this builder
	 */
	public LocalIotCoreBuilder authorizer(String name, CustomAuthorizer function) {
		return authorizer(new RegisteredAuthorizer(name, function));
	}

	/**
	 * Add an authorizer, with a status and the keys that verify tokens.
	 * @param authorizer the authorizer
	 * @return this builder
	 */
	public LocalIotCoreBuilder authorizer(RegisteredAuthorizer authorizer) {
		Assert.notNull(authorizer, "'authorizer' must not be null");
		this.authorizers.add(authorizer);
		return this;
	}

	/**
	 * Choose the authorizer of clients that name none.
	 * @param name the name of an authorizer that is added before the start
	 * @return this builder
	 */
	public LocalIotCoreBuilder defaultAuthorizer(String name) {
		Assert.notNull(name, "'name' must not be null");
		this.defaultAuthorizer = name;
		return this;
	}

	/**
	 * Decide about connection attempts in place of authorizers: for tests that are not
	 * about authorizers, and need neither names nor policy documents.
	 * @param decider decides about connection attempts
	 * @return this builder
	 */
	public LocalIotCoreBuilder connectAuthorizer(ConnectAuthorizer decider) {
		Assert.notNull(decider, "'decider' must not be null");
		this.decider = decider;
		return this;
	}

	/**
	 * Set the address to listen on. A generated certificate names it.
	 * @param address the address, 127.0.0.1 by default
	 * @return this builder
	 */
	public LocalIotCoreBuilder address(InetAddress address) {
		Assert.notNull(address, "'address' must not be null");
		this.address = address;
		return this;
	}

	/**
	 * Set the port.
	 * @param port the port to listen on, {@code 0} for a free one, which is the default
	 * @return this builder
	 */
	public LocalIotCoreBuilder port(int port) {
		Assert.isTrue(port >= 0 && port <= MAX_PORT, "'port' must be between 0 and 65535");
		this.port = port;
		return this;
	}

	/**
	 * Switch limits of AWS IoT Core off.
	 * @param limits the limits that are not kept
	 * @return this builder
	 */
	public LocalIotCoreBuilder disable(Limit... limits) {
		this.disabledLimits.addAll(List.of(limits));
		return this;
	}

	/**
	 * Switch limits of AWS IoT Core on. All are, but for {@link Limit#PACES}.
	 * @param limits the limits that are kept
	 * @return this builder
	 */
	public LocalIotCoreBuilder enable(Limit... limits) {
		this.disabledLimits.removeAll(List.of(limits));
		return this;
	}

	/**
	 * Set whether AWS's lifecycle events are published on {@code $aws/events/...}.
	 * @param lifecycleEvents whether they are published, by default they are
	 * @return this builder
	 */
	public LocalIotCoreBuilder lifecycleEvents(boolean lifecycleEvents) {
		this.lifecycleEvents = lifecycleEvents;
		return this;
	}

	/**
	 * Set the pace: with 300, the five minutes of an authorizer pass in a second.
	 * @param timeScale how many times faster {@code disconnectAfter},
	 * {@code refreshAfter} and the time until redelivery pass, 1 to 86,400
	 * @return this builder
	 */
	public LocalIotCoreBuilder timeScale(double timeScale) {
		Assert.isTrue(timeScale >= 1 && timeScale <= MAX_TIME_SCALE, "'timeScale' must be between 1 and 86400");
		this.timeScale = timeScale;
		return this;
	}

	/**
	 * Set the TLS certificate instead of a generated one.
	 * @param privateKey the key of the certificate
	 * @param chain the certificate, then those that signed it, as clients get them
	 * @param authority the certificate that clients have to trust
	 * @return this builder
	 */
	public LocalIotCoreBuilder certificate(PrivateKey privateKey, List<X509Certificate> chain,
			X509Certificate authority) {
		Assert.notNull(privateKey, "'privateKey' must not be null");
		Assert.notEmpty(chain, "'chain' must not be empty");
		Assert.notNull(authority, "'authority' must not be null");
		this.privateKey = privateKey;
		this.certificateChain = List.copyOf(chain);
		this.authority = authority;
		return this;
	}

	/**
	 * Register the certificate of a client. With at least one, the endpoint behaves as
	 * one with AWS's authentication type {@code CUSTOM_AUTH_X509}: clients have to
	 * present a registered certificate, and there is no WebSocket.
	 * @param certificate the certificate
	 * @return this builder
	 */
	public LocalIotCoreBuilder clientCertificate(ClientCertificate certificate) {
		Assert.notNull(certificate, "'certificate' must not be null");
		this.clientCertificates.add(certificate);
		return this;
	}

	/**
	 * Start an endpoint, and return when it accepts connections. A start that fails
	 * leaves nothing behind. Blocks.
	 * @return the endpoint
	 * @throws IllegalStateException if there is no authorizer, or the endpoint cannot
	 * start, for instance because the port is in use
	 * @throws IllegalArgumentException if two authorizers have one name, or the default
	 * authorizer was not added
	 */
	public LocalIotCore start() {
		ConnectAuthorizer authorizer = (this.decider != null) ? this.decider : registry();
		if (this.privateKey != null && this.authority != null) {
			return start(authorizer, this.privateKey, this.certificateChain, this.authority);
		}
		LocalCertificates certificates = generatedCertificates();
		return start(authorizer, certificates.serverKey(), certificates.serverCertificateChain(),
				certificates.caCertificate());
	}

	private LocalIotCore start(ConnectAuthorizer authorizer, PrivateKey key, List<X509Certificate> chain,
			X509Certificate authority) {
		return DefaultLocalIotCore.start(
				new ServerOptions(this.address, this.port, key, chain, new CountingAuthorizer(authorizer),
						this.disabledLimits, this.lifecycleEvents, this.timeScale, this.clientCertificates),
				LocalCertificates.toPem(authority));
	}

	private LocalCertificates generatedCertificates() {
		if (this.generated == null) {
			this.generated = LocalCertificates.generate();
		}
		return this.address.equals(NetUtil.LOCALHOST4) ? this.generated : this.generated.withAddress(this.address);
	}

	private AuthorizerRegistry registry() {
		Assert.state(!this.authorizers.isEmpty(), "The endpoint needs an authorizer; add one to the builder");
		return new AuthorizerRegistry(this.authorizers,
				(this.defaultAuthorizer != null) ? this.defaultAuthorizer : this.authorizers.get(0).name());
	}

}
