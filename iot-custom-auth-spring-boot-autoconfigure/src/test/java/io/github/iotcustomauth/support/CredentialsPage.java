package io.github.iotcustomauth.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.Assert;

/**
 * What {@code docs/credentials.md} shows, so that it is run and not only read.
 */
public final class CredentialsPage {

	private static final Pattern SECTION = Pattern.compile("(?m)^##+ (.+)$");

	private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)```", Pattern.DOTALL);

	private CredentialsPage() {
	}

	/**
	 * The configurations by the title of their section.
	 */
	public static Map<String, String> configurations() {
		return blocks("yaml");
	}

	public static String javaSource() {
		return String.join("", blocks("java").values());
	}

	/**
	 * Adds a configuration to an application, which may override it.
	 * @param title the title of the section
	 * @param adaptation adapts it to the machine that it runs on
	 */
	public static ApplicationContextInitializer<ConfigurableApplicationContext> configuration(String title,
			UnaryOperator<String> adaptation) {
		String shown = configurations().get(title);
		Assert.state(shown != null, () -> "The page has no configuration under '" + title + "'");
		String yaml = adaptation.apply(shown);
		return (context) -> {
			MutablePropertySources sources = context.getEnvironment().getPropertySources();
			try {
				new YamlPropertySourceLoader().load(title, new ByteArrayResource(yaml.getBytes()))
					.forEach(sources::addLast);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		};
	}

	private static Map<String, String> blocks(String language) {
		Map<String, String> blocks = new LinkedHashMap<>();
		String page = read();
		Matcher block = BLOCK.matcher(page);
		while (block.find()) {
			if (block.group(1).equals(language)) {
				String title = SECTION.matcher(page.substring(0, block.start()))
					.results()
					.reduce((first, second) -> second)
					.orElseThrow()
					.group(1);
				blocks.put(title, block.group(2));
			}
		}
		return blocks;
	}

	private static String read() {
		try {
			return Files.readString(Path.of("../docs/credentials.md"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
