package io.github.iotcustomauth.local.autoconfigure;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.LocalIotCoreBuilder;
import io.github.iotcustomauth.local.internal.certificate.LocalCertificates;
import io.netty.util.NetUtil;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * Starts the endpoint that the properties describe.
 */
final class LocalIotCoreFactory {

	private static final Log logger = LogFactory.getLog(LocalIotCoreFactory.class);

	private static final String LOCAL_ADDRESS = "Use an address or a host name of this machine, or 0.0.0.0 for all of "
			+ "its addresses.";

	private static final int MAXIMUM_PORT = 65_535;

	private static final int MAXIMUM_TIME_SCALE = 86_400;

	private final LocalIotCoreProperties properties;

	private final LocalCertificates certificates;

	private final LocalAuthorizers authorizers;

	private final Set<Limit> disabledByDefault;

	LocalIotCoreFactory(LocalIotCoreProperties properties, LocalCertificates certificates, LocalAuthorizers authorizers,
			Set<Limit> disabledByDefault) {
		this.properties = properties;
		this.certificates = certificates;
		this.authorizers = authorizers;
		this.disabledByDefault = disabledByDefault;
	}

	LocalIotCore start() {
		int port = this.properties.getPort();
		if (port < 0 || port > MAXIMUM_PORT) {
			throw new LocalIotCoreConfigurationException("port", "there is no port " + port,
					"Use a port between 1 and " + MAXIMUM_PORT + ", or 0 for any free port.");
		}
		double timeScale = this.properties.getTimeScale();
		if (!(timeScale >= 1 && timeScale <= MAXIMUM_TIME_SCALE)) {
			throw new LocalIotCoreConfigurationException("time-scale",
					"time cannot pass " + timeScale + " times faster",
					"Use a number between 1 and " + MAXIMUM_TIME_SCALE + ".");
		}
		InetAddress address = resolve(this.properties.getAddress());
		LocalIotCore endpoint = listen(address, port);
		try {
			// only now: an endpoint that already has the port may own the file, too
			writeCaCertificate();
		}
		catch (RuntimeException ex) {
			endpoint.close();
			throw ex;
		}
		Path caFile = this.properties.getCaFile();
		logger.info("Local IoT Core listens on " + endpoint.getHost() + ":" + endpoint.getPort()
				+ (this.authorizers.needCertificate() ? " for MQTT over TLS with a client certificate"
						: " for MQTT over TLS and WebSocket")
				+ ((caFile != null) ? ", CA certificate in " + caFile.toAbsolutePath() : ""));
		String warning = networkWarning(address);
		if (warning != null) {
			logger.warn(warning);
		}
		return endpoint;
	}

	static @Nullable String networkWarning(InetAddress address) {
		return address.isLoopbackAddress() ? null : "Local IoT Core is reachable from the network because '"
				+ LocalIotCoreProperties.PREFIX + ".address' is '" + NetUtil.toAddressString(address) + "'";
	}

	private static InetAddress resolve(String address) {
		if (address.equals(LocalIotCoreProperties.DEFAULT_ADDRESS)) {
			return NetUtil.LOCALHOST4;
		}
		try {
			return InetAddress.getByName(address);
		}
		catch (UnknownHostException ex) {
			throw new LocalIotCoreConfigurationException("address", "the host '" + address + "' is unknown",
					LOCAL_ADDRESS);
		}
	}

	private LocalIotCore listen(InetAddress address, int port) {
		boolean named = !this.properties.getAddress().equals(LocalIotCoreProperties.DEFAULT_ADDRESS);
		LocalCertificates certificates = named ? this.certificates.withAddress(address) : this.certificates;
		LocalIotCoreBuilder builder = LocalIotCore.builder()
			.certificate(certificates.serverKey(), certificates.serverCertificateChain(), certificates.caCertificate())
			.connectAuthorizer(this.authorizers.registry())
			.address(address)
			.port(port)
			.enable(Limit.values())
			.disable(this.properties.disabledLimits(this.disabledByDefault).toArray(Limit[]::new))
			.lifecycleEvents(this.properties.isLifecycleEvents())
			.timeScale(this.properties.getTimeScale());
		this.authorizers.clientCertificates().forEach(builder::clientCertificate);
		try {
			return builder.start();
		}
		catch (IllegalStateException ex) {
			requireLocal(address);
			if (NestedExceptionUtils.getMostSpecificCause(ex) instanceof BindException) {
				throw new LocalIotCoreConfigurationException("port",
						"port " + port + " cannot be listened on, probably because it is already in use",
						"Stop what is listening there, set another port, or set 0 for any free port.");
			}
			throw ex;
		}
	}

	// The messages of the operating systems that tell it from a taken port differ.
	private void requireLocal(InetAddress address) {
		try {
			new ServerSocket(0, 1, address).close();
		}
		catch (IOException ex) {
			throw new LocalIotCoreConfigurationException("address",
					"'" + this.properties.getAddress() + "' is not an address of this machine", LOCAL_ADDRESS);
		}
	}

	private void writeCaCertificate() {
		Path caFile = this.properties.getCaFile();
		if (caFile == null) {
			return;
		}
		try {
			this.certificates.writeCaCertificate(caFile);
		}
		catch (IOException ex) {
			String reason = (ex instanceof FileSystemException file) ? file.getReason() : null;
			throw new LocalIotCoreConfigurationException("ca-file",
					"the CA certificate cannot be written to '" + caFile + "' ("
							+ Objects.requireNonNullElse(reason, ex.getClass().getSimpleName()) + ")",
					"Name a regular file, existing or new, in a directory that the application may write to.");
		}
	}

}
