package io.github.iotcustomauth.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.github.iotcustomauth.transport.HttpProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProxyProperties}.
 */
class ProxyPropertiesTests {

	private static final String ENDPOINT = "abc-ats.iot.eu-central-1.amazonaws.com";

	private static final List<String> JVM = List.of("https.proxyHost", "https.proxyPort", "http.nonProxyHosts");

	private final IotCustomAuthProperties.Proxy properties = new IotCustomAuthProperties.Proxy();

	@Test
	void noneByDefault() {
		assertThat(find()).isNull();
	}

	@Test
	void hostAndPort() {
		set("proxy", 3128, null, null);
		assertThat(find()).isEqualTo(new HttpProxy("proxy", 3128, null, null));
	}

	@Test
	void hostPortAndCredentials() {
		set("10.0.0.1", 8080, "user", "secret");
		assertThat(find()).isEqualTo(new HttpProxy("10.0.0.1", 8080, "user", "secret"));
	}

	@Test
	void addressOfVersion6() {
		set("fd00::1", 8080, null, null);
		assertThat(find()).isEqualTo(new HttpProxy("fd00::1", 8080, null, null));
	}

	@Test
	void emptyValuesAreNone() {
		set("", null, "", "");
		assertThat(find()).isNull();
	}

	@Test
	void endpointThatAnotherOneOnThisMachineStandsInForIsReachedDirectly() {
		set("proxy", 3128, null, null);
		assertThat(new ProxyProperties(this.properties).find("localhost", 8443, false)).isNull();
		assertThat(new ProxyProperties(this.properties).find("localhost", 8443, true)).isNotNull();
		assertThat(new ProxyProperties(this.properties).find(ENDPOINT, 443, false)).isNotNull();
	}

	@ParameterizedTest
	@CsvSource({ ",3128,,,proxy.port,proxy.host", ",,user,,proxy.username,proxy.host",
			",,,secret,proxy.password,proxy.host", "proxy,,,,proxy.port,3128", "proxy,0,,,proxy.port,65535",
			"proxy,65536,,,proxy.port,65535", "proxy,3128,user,,proxy.username,proxy.password",
			"proxy,3128,,secret,proxy.password,proxy.username", "proxy,3128,us:er,secret,proxy.username,colon" })
	void partsThatDoNotFitAreRefused(String host, Integer port, String username, String password, String key,
			String text) {
		set(host, port, username, password);
		assertThatExceptionOfType(InvalidIotPropertyException.class).isThrownBy(this::find).satisfies((ex) -> {
			assertThat(ex.getKey()).isEqualTo(InvalidIotPropertyException.key(key));
			assertThat(ex.getMessage()).contains(text).doesNotContain("secret");
			assertThat(String.valueOf(ex.getValue())).doesNotContain("secret", "er");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://proxy", "proxy:3128", "user:secret@proxy", "${PROXY}", "proxy ", "a/b" })
	void hostThatIsMoreThanANameIsRefusedAndNotShown(String host) {
		set(host, 3128, null, null);
		assertThatExceptionOfType(InvalidIotPropertyException.class).isThrownBy(this::find).satisfies((ex) -> {
			assertThat(ex.getKey()).isEqualTo("aws.iot.custom-auth.proxy.host");
			assertThat(ex.getValue()).isNull();
			assertThat(ex.getMessage()).doesNotContain(host).contains("without scheme");
		});
	}

	@Test
	@ResourceLock(Resources.SYSTEM_PROPERTIES)
	void proxyOfTheJvm() {
		withJvm("jvm-proxy", "3129", "localhost|*.internal", () -> {
			assertThat(find()).isEqualTo(new HttpProxy("jvm-proxy", 3129, null, null));
			assertThat(new ProxyProperties(this.properties).find("iot.internal", 443, true)).isNull();
			return null;
		});
	}

	@ParameterizedTest
	@CsvSource({ "user:secret@proxy,3129", "http://secret-proxy,3129", "secret proxy,3129", "secret-proxy,70000" })
	@ResourceLock(Resources.SYSTEM_PROPERTIES)
	void proxyOfTheJvmThatCannotBeUsedIsNamedAndNotShown(String host, String port) {
		assertThatExceptionOfType(InvalidIotPropertyException.class)
			.isThrownBy(() -> withJvm(host, port, null, this::find))
			.satisfies((ex) -> {
				assertThat(ex.getKey()).isEqualTo("https.proxyHost");
				assertThat(ex.getValue()).isNull();
				String shown = new InvalidIotPropertyFailureAnalyzer(new StandardEnvironment()).analyze(ex)
					.getDescription();
				assertThat(ex + shown).contains("https.proxyHost").doesNotContain("secret");
			});
	}

	@Test
	@ResourceLock(Resources.SYSTEM_PROPERTIES)
	void propertiesWinOverTheProxyOfTheJvm() {
		set("proxy", 3128, null, null);
		HttpProxy found = withJvm("jvm-proxy", "3129", null, this::find);
		assertThat(found).isEqualTo(new HttpProxy("proxy", 3128, null, null));
	}

	@Test
	@ResourceLock(Resources.SYSTEM_PROPERTIES)
	void localEndpointIsReachedWithoutTheProxyOfTheJvm() {
		HttpProxy found = withJvm("jvm-proxy", "3129", null,
				() -> new ProxyProperties(this.properties).find("localhost", 8443, true));
		assertThat(found).isNull();
	}

	private static <T> T withJvm(String host, String port, String direct, Supplier<T> action) {
		Map<String, String> before = new HashMap<>();
		JVM.forEach((name) -> before.put(name, System.getProperty(name)));
		try {
			setOrClear(JVM.get(0), host);
			setOrClear(JVM.get(1), port);
			setOrClear(JVM.get(2), direct);
			return action.get();
		}
		finally {
			before.forEach(ProxyPropertiesTests::setOrClear);
		}
	}

	private static void setOrClear(String name, String value) {
		if (value != null) {
			System.setProperty(name, value);
		}
		else {
			System.clearProperty(name);
		}
	}

	private HttpProxy find() {
		return new ProxyProperties(this.properties).find(ENDPOINT, 443, true);
	}

	private void set(String host, Integer port, String username, String password) {
		this.properties.setHost(host);
		this.properties.setPort(port);
		this.properties.setUsername(username);
		this.properties.setPassword(password);
	}

}
