package io.github.iotcustomauth.autoconfigure.local;

import io.github.iotcustomauth.autoconfigure.IotConnectionDetails;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.internal.configuration.ConfiguredConnection;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAccess;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.util.StringUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that connects to the local endpoint
 * of the same application.
 */
@AutoConfiguration(before = IotCustomAuthAutoConfiguration.class,
		afterName = "io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAutoConfiguration")
@ConditionalOnClass(LocalIotCoreAccess.class)
@ConditionalOnBean(LocalIotCoreAccess.class)
@ConditionalOnBooleanProperty(name = "aws.iot.custom-auth.enabled", matchIfMissing = true)
public final class LocalIotConnectionAutoConfiguration {

	private static final Log logger = LogFactory.getLog(LocalIotConnectionAutoConfiguration.class);

	@Bean
	@ConditionalOnMissingBean
	IotConnectionDetails iotCustomAuthLocalConnectionDetails(LocalIotCoreAccess access, ConfiguredConnection configured,
			ObjectProvider<SslBundles> sslBundles) {
		if (StringUtils.hasLength(configured.getEndpoint())) {
			logger.warn("Connecting to the local endpoint instead of the one in 'aws.iot.custom-auth.endpoint'; "
					+ "set 'aws.iot.custom-auth.local.enabled' to 'false' to change that");
		}
		if (access.clientCertificateRequired() && !configured.hasClientCertificate()) {
			logger
				.warn("The local endpoint asks for a client certificate, since 'aws.iot.custom-auth.local.certificates' "
						+ "has some: set 'aws.iot.custom-auth.transport' to 'tls', and 'aws.iot.custom-auth.ssl.bundle' to "
						+ "the bundle with certificate and key");
		}
		// elsewhere it would keep the connection from offering ALPN, which is needed
		// there
		SslBundle ownKey = access.clientCertificateRequired() ? configured.findSslBundle(sslBundles.getIfAvailable())
				: null;
		return new LocalIotConnectionDetails(access, !configured.hasCredentials(), ownKey);
	}

}
