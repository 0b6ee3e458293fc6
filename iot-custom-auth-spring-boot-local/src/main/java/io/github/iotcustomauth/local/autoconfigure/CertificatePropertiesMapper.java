package io.github.iotcustomauth.local.autoconfigure;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.CertificatePem;
import io.github.iotcustomauth.local.authorizer.ClientCertificate;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreProperties.Certificate;
import io.github.iotcustomauth.local.policy.PolicyDocument;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Maps the properties of registered client certificates.
 *
 * @param texts reads certificates and policies
 */
record CertificatePropertiesMapper(PropertyTexts texts) {

	List<ClientCertificate> map(Map<String, Certificate> properties) {
		List<ClientCertificate> certificates = new ArrayList<>();
		Map<X509Certificate, String> keys = new LinkedHashMap<>();
		properties.forEach((name, certificate) -> {
			String key = "certificates." + name;
			ClientCertificate mapped = map(key, certificate);
			String other = keys.putIfAbsent(mapped.certificate(), key);
			if (other != null) {
				throw new LocalIotCoreConfigurationException(key, "it is the same certificate as '" + other + "'",
						"Remove one of them.");
			}
			certificates.add(mapped);
		});
		return certificates;
	}

	private ClientCertificate map(String key, Certificate properties) {
		X509Certificate certificate = certificate(key + ".certificate", properties.getCertificate());
		return new ClientCertificate(certificate, policies(key + ".policy", properties.getPolicy()));
	}

	private X509Certificate certificate(String key, @Nullable String value) {
		if (!StringUtils.hasText(value)) {
			throw new LocalIotCoreConfigurationException(key, "it is missing",
					"Set it to the certificate of the client, as PEM text or the location of a file with it.");
		}
		String pem = this.texts.read(key, value, "PEM text", (text) -> text.contains("-----BEGIN"));
		return LocalIotCoreConfigurationException.valid(key,
				"Use the certificate of the client alone: without its key, and without those that signed it.",
				() -> CertificatePem.parse(pem));
	}

	private List<PolicyDocument> policies(String key, @Nullable String value) {
		return StringUtils.hasText(value) ? List.of(PolicyDocument.parse(this.texts.readPolicy(key, value)))
				: List.of();
	}

}
