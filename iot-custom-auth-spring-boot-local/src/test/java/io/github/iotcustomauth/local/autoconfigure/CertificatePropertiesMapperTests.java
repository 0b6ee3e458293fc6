package io.github.iotcustomauth.local.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.ClientCertificate;
import io.github.iotcustomauth.local.authorizer.TestCertificates;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.io.ApplicationResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CertificatePropertiesMapper}.
 */
class CertificatePropertiesMapperTests {

	private static final X509Bundle DEVICE = TestCertificates.device();

	private static final String PEM = DEVICE.getCertificatePEM();

	private static final String POLICY = """
			{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iot:Connect","Resource":"*"}}""";

	@Test
	void thereIsNoneByDefault() {
		assertThat(map(Map.of())).isEmpty();
	}

	@Test
	void readsCertificatesFromTextAndLocations(@TempDir Path directory) throws Exception {
		Path file = Files.writeString(directory.resolve("device.pem"), PEM);
		for (String value : new String[] { PEM, file.toString(), file.toUri().toString() }) {
			assertThat(map(Map.of("certificates.device.certificate", value))).singleElement()
				.extracting(ClientCertificate::certificate)
				.isEqualTo(DEVICE.getCertificate());
		}
	}

	@Test
	void certificateHasNoPolicyUnlessItIsSet() {
		assertThat(map(Map.of("certificates.device.certificate", PEM, "certificates.device.policy", "")))
			.singleElement()
			.satisfies((certificate) -> assertThat(certificate.policies()).isEmpty());
		assertThat(map(Map.of("certificates.device.certificate", PEM, "certificates.device.policy", POLICY)))
			.singleElement()
			.satisfies((certificate) -> assertThat(certificate.policies()).hasSize(1));
	}

	@Test
	void namesInBracketsMayHaveAnyCharacter() {
		assertThat(map(Map.of("certificates[my device].certificate", PEM, "certificates.other.certificate",
				TestCertificates.device().getCertificatePEM())))
			.hasSize(2);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			policy=POLICY | device.certificate | it is missing | Set it to the certificate
			certificate=nowhere.pem | device.certificate | neither PEM text nor the location | Correct the location
			certificate=KEY | device.certificate | it has a private key | without its key
			certificate=CHAIN | device.certificate | it has 2 certificates | without those that signed it
			certificate=-----BEGINnowhere | device.certificate | it is no PEM block | Use the certificate
			certificate=PEM policy={} | device.policy | needs "Version" | Correct the policy
			certificate=PEM policy=gone.json | device.policy | there is no 'gone.json' in | Correct the location
			""")
	void rejects(String properties, String property, String reason, String action) {
		Map<String, String> map = new LinkedHashMap<>();
		for (String pair : properties.split(" ")) {
			int separator = pair.indexOf('=');
			map.put("certificates.device." + pair.substring(0, separator), expand(pair.substring(separator + 1)));
		}
		assertThatExceptionOfType(LocalIotCoreConfigurationException.class).isThrownBy(() -> map(map))
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo("aws.iot.custom-auth.local.certificates." + property);
				assertThat(ex.getReason()).contains(reason).doesNotContain("nowhere", "MII");
				assertThat(ex.getAction()).contains(action).endsWith(".");
			});
	}

	@Test
	void rejectsTheSameCertificateTwice() {
		Map<String, String> twice = Map.of("certificates.a.certificate", PEM, "certificates.b.certificate", PEM);
		assertThatExceptionOfType(LocalIotCoreConfigurationException.class).isThrownBy(() -> map(twice))
			.withMessageContaining("it is the same certificate as 'certificates.");
	}

	@Test
	void unknownKeyIsNamed() {
		Map<String, String> properties = Map.of("aws.iot.custom-auth.local.certificates.device.certificates", PEM);
		assertThatExceptionOfType(LocalIotCoreConfigurationException.class)
			.isThrownBy(
					() -> KnownPropertiesBindHandler.bind(new Binder(new MapConfigurationPropertySource(properties))))
			.withMessageContaining("'aws.iot.custom-auth.local.certificates.device.certificates'")
			.withMessageContaining("there is no such property")
			.withMessageNotContaining("MII");
	}

	private static String expand(String value) {
		return switch (value) {
			case "PEM" -> PEM;
			case "KEY" -> DEVICE.getPrivateKeyPEM();
			case "CHAIN" -> PEM + "\n" + PEM;
			case "POLICY" -> POLICY;
			default -> value;
		};
	}

	private static List<ClientCertificate> map(Map<String, String> properties) {
		LocalIotCoreProperties bound = new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("",
				LocalIotCoreProperties.class);
		return new CertificatePropertiesMapper(new PropertyTexts(ApplicationResourceLoader.get()))
			.map(bound.getCertificates());
	}

}
