package io.github.iotcustomauth.autoconfigure;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class GeneratedClientIdTests {

	private static final String SUFFIX = "-[a-z0-9]{10}";

	private final SecureRandom random = new SecureRandom();

	@ParameterizedTest
	@CsvSource(textBlock = """
			thermostat,             thermostat
			My_App-2,               My_App-2
			'my app / north+#',     my-app-north
			größe,                  gr-e
			$aws,                   aws
			'---',                  iot
			'',                     iot
			                ,       iot
			""")
	void startsWithWhatIsLeftOfTheApplicationName(String name, String prefix) {
		assertThat(GeneratedClientId.of(name, this.random).value()).matches(prefix + SUFFIX);
	}

	@Test
	void neverGetsTooLong() {
		assertThat(GeneratedClientId.of("a".repeat(500), this.random).value()).matches("a{117}" + SUFFIX).hasSize(128);
	}

	@Test
	void differsEveryTime() {
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			ids.add(GeneratedClientId.of("thermostat", this.random).value());
		}
		assertThat(ids).hasSize(1000);
	}

}
