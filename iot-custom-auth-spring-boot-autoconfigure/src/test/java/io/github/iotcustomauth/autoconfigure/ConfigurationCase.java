package io.github.iotcustomauth.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One case of {@code configuration-cases.txt}: what a user writes, and the sentences that
 * answer it.
 */
final class ConfigurationCase {

	private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9A-F]{4})|(.))");

	private static final Pattern REPEATED = Pattern.compile("@(.+?)\\*(\\d+)@");

	private final String title;

	private final List<String> flags = new ArrayList<>();

	private final List<String> arguments = new ArrayList<>();

	private final Map<String, Object> variables = new LinkedHashMap<>();

	private final Map<String, String> tree = new LinkedHashMap<>();

	private final StringBuilder yaml = new StringBuilder();

	private final List<String> sentences = new ArrayList<>();

	private final List<String> absent = new ArrayList<>();

	private boolean starts;

	private ConfigurationCase(String title) {
		this.title = title;
	}

	static List<ConfigurationCase> all() {
		List<ConfigurationCase> cases = new ArrayList<>();
		try (InputStream stream = Objects
			.requireNonNull(ConfigurationCase.class.getResourceAsStream("/configuration-cases.txt"))) {
			for (String line : new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
				if (line.startsWith("== ")) {
					cases.add(new ConfigurationCase(line.substring(3)));
				}
				else if (!line.isBlank() && !line.startsWith("#")) {
					cases.get(cases.size() - 1).add(line);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return cases;
	}

	private void add(String line) {
		String[] parts = line.split(" ", 2);
		String rest = (parts.length > 1) ? parts[1] : "";
		switch (parts[0]) {
			case "set" -> this.arguments.add("--" + unescaped(key(rest)));
			case "env" -> this.variables.put(rest.split("=", 2)[0], unescaped(rest.split("=", 2)[1]));
			case "tree" -> this.tree.put(key(rest).split("=", 2)[0], unescaped(rest.split("=", 2)[1]));
			case "yaml" -> this.yaml.append(unescaped(rest)).append('\n');
			case "with" -> this.flags.addAll(List.of(rest.split(" ")));
			case "starts" -> this.starts = true;
			case ">" -> this.sentences.add(rest);
			case "!" -> this.absent.add(rest);
			default -> throw new IllegalArgumentException(this.title + ": " + line);
		}
	}

	private static String key(String setting) {
		return setting.startsWith(".") ? IotCustomAuthProperties.PREFIX + setting : setting;
	}

	private static String unescaped(String text) {
		String escaped = ESCAPE.matcher(text).replaceAll((escape) -> Matcher.quoteReplacement(character(escape)));
		return REPEATED.matcher(escaped)
			.replaceAll((repeated) -> Matcher
				.quoteReplacement(repeated.group(1).repeat(Integer.parseInt(repeated.group(2)))));
	}

	private static String character(java.util.regex.MatchResult escape) {
		if (escape.group(1) != null) {
			return String.valueOf((char) Integer.parseInt(escape.group(1), 16));
		}
		return switch (escape.group(2)) {
			case "n" -> "\n";
			case "r" -> "\r";
			case "t" -> "\t";
			default -> escape.group(2);
		};
	}

	/**
	 * The arguments of an application with this configuration.
	 * @param directory an empty directory for its files
	 * @param keys the directory of the keys
	 * @return the arguments
	 */
	String[] arguments(Path directory, Path keys) throws IOException {
		List<String> result = new ArrayList<>();
		if (!has("bare")) {
			result.add("--aws.iot.custom-auth.port=1");
			if (this.arguments.stream().noneMatch((argument) -> argument.contains("auth.endpoint="))) {
				result.add("--aws.iot.custom-auth.endpoint=localhost");
			}
		}
		this.arguments.forEach((argument) -> {
			result.removeIf((other) -> other.startsWith(argument.split("=", 2)[0] + "="));
			result.add(argument.replace("@keys@", keys.toString()));
		});
		Files.writeString(directory.resolve("application.yaml"), this.yaml);
		result.add("--spring.config.location=file:" + directory + "/");
		for (Map.Entry<String, String> file : this.tree.entrySet()) {
			Path trees = Files.createDirectories(directory.resolve("tree"));
			Files.writeString(trees.resolve(file.getKey()), file.getValue());
			result.add("--spring.config.import=configtree:" + trees + "/");
		}
		return result.toArray(String[]::new);
	}

	boolean has(String flag) {
		return this.flags.contains(flag);
	}

	Map<String, Object> variables() {
		return this.variables;
	}

	boolean starts() {
		return this.starts;
	}

	List<String> sentences() {
		return this.sentences;
	}

	List<String> absent() {
		return this.absent;
	}

	@Override
	public String toString() {
		return this.title;
	}

}
