package io.github.iotcustomauth.local.autoconfigure;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Set;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.internal.certificate.LocalCertificates;
import io.github.iotcustomauth.local.internal.server.LocalIotCoreSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.NestedExceptionUtils;

/**
 * Starts the endpoint that the properties describe.
 */
final class LocalIotCoreFactory {

	private static final Log logger = LogFactory.getLog(LocalIotCoreFactory.class);

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
		LocalIotCore endpoint = listen(port);
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
		return endpoint;
	}

	private LocalIotCore listen(int port) {
		LocalIotCoreSettings settings = new LocalIotCoreSettings(this.certificates.serverKey(),
				this.certificates.serverCertificateChain(), this.authorizers.registry())
			.withPort(port)
			.withDisabledLimits(this.properties.disabledLimits(this.disabledByDefault))
			.withLifecycleEvents(this.properties.isLifecycleEvents())
			.withTimeScale(this.properties.getTimeScale())
			.withClientCertificates(this.authorizers.clientCertificates());
		try {
			return LocalIotCore.start(settings);
		}
		catch (IllegalStateException ex) {
			if (NestedExceptionUtils.getMostSpecificCause(ex) instanceof BindException) {
				throw new LocalIotCoreConfigurationException("port",
						"port " + port + " cannot be listened on, probably because it is already in use",
						"Stop what is listening there, set another port, or set 0 for any free port.");
			}
			throw ex;
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
			throw new LocalIotCoreConfigurationException("ca-file",
					"the CA certificate cannot be written to '" + caFile + "' (" + ex.getClass().getSimpleName() + ")",
					"Name a file in a directory that the application may write to.");
		}
	}

}
