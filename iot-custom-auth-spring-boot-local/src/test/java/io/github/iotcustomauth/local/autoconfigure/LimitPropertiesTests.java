package io.github.iotcustomauth.local.autoconfigure;

import java.util.Map;
import java.util.Set;

import io.github.iotcustomauth.local.Limit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the limits among {@link LocalIotCoreProperties}.
 */
class LimitPropertiesTests {

	private static LocalIotCoreProperties bind(String name, String value) {
		return KnownPropertiesBindHandler.bind(new Binder(
				new MapConfigurationPropertySource(Map.of(LocalIotCoreProperties.PREFIX + "." + name, value))));
	}

	@Test
	void defaultIsThatOfTheSurroundings() {
		LocalIotCoreProperties properties = new LocalIotCoreProperties();
		assertThat(properties.disabledLimits(Set.of())).isEmpty();
		assertThat(properties.disabledLimits(Limit.PACES)).isEqualTo(Limit.PACES);
	}

	@ParameterizedTest
	@ValueSource(strings = { "limits.publish-rate", "limits.publishRate", "limits.PUBLISH_RATE" })
	void propertyWinsOverTheDefault(String name) {
		assertThat(bind(name, "true").disabledLimits(Limit.PACES)).containsExactlyInAnyOrder(Limit.QUEUED_DELIVERY,
				Limit.RETAINED_RATE);
		assertThat(bind(name, "false").disabledLimits(Set.of())).containsExactly(Limit.PUBLISH_RATE);
		assertThat(bind(name, "").disabledLimits(Set.of())).isEmpty();
	}

	@Test
	void unknownLimitIsNamed() {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind("limits.publish-speed", "false"))
			.havingRootCause()
			.withMessageContaining("publish-speed");
	}

}
