package io.github.iotcustomauth.local.app;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CommandLine}.
 */
class CommandLineTests {

	@Test
	void takesAFileInEitherForm() {
		String location = "--spring.config.additional-location=" + Path.of("a.yml").toUri();
		assertThat(CommandLine.parse("--config", "a.yml").properties()).containsExactly(location);
		assertThat(CommandLine.parse("--config=a.yml").properties()).containsExactly(location);
	}

	@ParameterizedTest
	@ValueSource(strings = { "--aws.iot.custom-auth.local.port=1", "--aws.iot.customAuth.local.caFile=x",
			"--aws.iot.custom_auth.local.authorizers[a=b].users.c=d", "--logging.level.root=debug", "--debug" })
	void takesProperties(String argument) {
		assertThat(CommandLine.parse(argument).properties()).containsExactly(argument);
	}

	@ParameterizedTest
	@ValueSource(strings = { "--help", "-h" })
	void helpsWhateverElseIsAsked(String argument) {
		assertThat(CommandLine.parse("--confg", "a.yml", argument).help()).isTrue();
		assertThat(CommandLine.parse().help()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "--confg, --config", "--Config, --config", "--cfg=a.yml, --config", "--hlp, --help" })
	void namesTheNearestOption(String argument, String option) {
		assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse(argument, "a.yml"))
			.withMessageStartingWith(
					"There is no option '" + argument.split("=")[0] + "'. Did you mean '" + option + "'?");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--port=8883", "-port", "-x" })
	void saysHowPropertiesAreSet(String argument) {
		assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse(argument))
			.withMessageContaining("There is no option")
			.withMessageContaining("'--aws.iot.custom-auth.local.<name>=<value>'")
			.withMessageNotContaining("Did you mean");
	}

	@Test
	void rejectsAPropertyThatIsNotOneOfTheEndpointWithoutItsValue() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> CommandLine.parse("--aws.iot.custom-auth.lokal.authorizers.A.users.a=secret"))
			.withMessageStartingWith("There is no property 'aws.iot.custom-auth.lokal.authorizers.A.users.a'.")
			.withMessageNotContaining("secret");
	}

	@Test
	void rejectsAnArgumentWithoutAnOption() {
		assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse("authorizers.yml"))
			.withMessageStartingWith("Argument 'authorizers.yml' belongs to no option.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--config", "--config=", "--config --debug" })
	void fileNeedsAName(String arguments) {
		assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse(arguments.split(" ")))
			.withMessageStartingWith("Option '--config' needs a file");
	}

}
