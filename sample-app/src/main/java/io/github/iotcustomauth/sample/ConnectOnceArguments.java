package io.github.iotcustomauth.sample;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * The options of the {@code --connect-once} mode, translated to properties. An empty
 * value counts as none, as in AWS's samples.
 *
 * @param properties the properties
 * @param given the name by which each option was given, with its dashes
 * @param unused names of options of AWS's samples that connecting has no use for
 */
record ConnectOnceArguments(Map<String, Object> properties, Map<ConnectOnceOption, String> given, Set<String> unused) {

	private static final String MODE = "--connect-once";

	private static final Set<String> HELP = Set.of("--help", "-h");

	private static final String BUNDLE = "connect-once";

	private static final String TRUST = "spring.ssl.bundle.pem." + BUNDLE + ".truststore.certificate";

	private static final Set<String> UNUSED = Set.of("--signing_region", "--topic", "--message", "--count");

	/**
	 * Whether the mode is asked for.
	 * @param args the arguments of the application
	 * @return whether {@code --connect-once} is among them
	 */
	static boolean isRequested(String[] args) {
		return Arrays.asList(args).contains(MODE);
	}

	/**
	 * Whether the usage is asked for.
	 * @param args the arguments of the application
	 * @return whether {@code --help} is among them
	 */
	static boolean isHelpRequested(String[] args) {
		return Arrays.stream(args).anyMatch(HELP::contains);
	}

	/**
	 * Translate the arguments.
	 * @param args the arguments, each option as {@code --name value} or
	 * {@code --name=value}
	 * @param environment the environment variables
	 * @return the translation
	 * @throws IllegalArgumentException if an option is unknown, lacks its value or is
	 * missing, or a file cannot be read; the message names the options and no secret
	 */
	static ConnectOnceArguments parse(String[] args, Map<String, String> environment) {
		Map<ConnectOnceOption, String> given = new EnumMap<>(ConnectOnceOption.class);
		Map<ConnectOnceOption, String> values = new EnumMap<>(ConnectOnceOption.class);
		Set<String> unused = new TreeSet<>();
		Iterator<String> rest = Arrays.stream(args).filter((arg) -> !arg.equals(MODE)).iterator();
		while (rest.hasNext()) {
			String arg = rest.next();
			int equals = arg.indexOf('=');
			String name = (equals != -1) ? arg.substring(0, equals) : arg;
			requireOption(name);
			String value = (equals != -1) ? arg.substring(equals + 1) : next(name, rest);
			if (UNUSED.contains(name)) {
				unused.add(name);
			}
			else if (!value.isEmpty()) {
				ConnectOnceOption option = ConnectOnceOption.of(name).orElseThrow();
				requireOnce(name, given.put(option, name));
				values.put(option, option.isFile(name) ? secret(name, value) : value);
			}
		}
		Assert.isTrue(given.containsKey(ConnectOnceOption.ENDPOINT), "Option '--endpoint' is missing. " + hint());
		for (ConnectOnceOption option : ConnectOnceOption.values()) {
			if (option.variable() != null && StringUtils.hasLength(environment.get(option.variable()))) {
				values.putIfAbsent(option, environment.get(option.variable()));
				given.putIfAbsent(option, option.variable());
			}
		}
		values.putIfAbsent(ConnectOnceOption.CLIENT_ID, "sample-app-" + UUID.randomUUID().toString().substring(0, 8));
		return new ConnectOnceArguments(properties(values, given), given, unused);
	}

	private static void requireOption(String name) {
		// not shown: it may be a part of a password with spaces
		Assert.isTrue(name.startsWith("-"), () -> "There is a value without an option. " + hint());
		Assert.isTrue(UNUSED.contains(name) || ConnectOnceOption.of(name).isPresent(),
				() -> "Unknown option '" + name + "'. " + hint());
	}

	private static void requireOnce(String name, @Nullable String before) {
		Assert.isTrue(before == null || before.equals(name),
				() -> "Options '%s' and '%s' mean the same: give one of them".formatted(before, name));
		Assert.isTrue(before == null, () -> "Option '%s' is given twice".formatted(name));
	}

	private static String next(String option, Iterator<String> args) {
		String value = args.hasNext() ? args.next() : "--";
		Assert.isTrue(!value.startsWith("--"),
				() -> "Option '%s' needs a value; one that starts with '--' goes into '%s=…'".formatted(option,
						option));
		return value;
	}

	private static Map<String, Object> properties(Map<ConnectOnceOption, String> values,
			Map<ConnectOnceOption, String> given) {
		Map<String, Object> properties = new LinkedHashMap<>();
		values.forEach((option, value) -> {
			if (option == ConnectOnceOption.CA_FILE) {
				String name = given.getOrDefault(option, option.title());
				Path file = file(name, value);
				requireCertificate(name, file, read(name, file));
				properties.put(option.property(), BUNDLE);
				properties.put(TRUST, file.toUri().toString());
			}
			else {
				properties.put(option.property(), literal(value));
			}
		});
		return properties;
	}

	// without the line end and the byte order mark that editors write; what is given in
	// the
	// place of a file may be the secret itself
	private static String secret(String option, String value) {
		try {
			return Files.readString(file(option, value)).replaceFirst("\\A\\uFEFF", "").replaceFirst("\\R\\z", "");
		}
		catch (IOException ex) {
			throw new IllegalArgumentException("The file of option '%s' cannot be read".formatted(option), ex);
		}
	}

	private static Path file(String option, String value) {
		try {
			return Path.of(value);
		}
		catch (InvalidPathException ex) {
			throw new IllegalArgumentException("The value of option '%s' is no file name".formatted(option), ex);
		}
	}

	private static String read(String option, Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalArgumentException(
					"The file of option '%s' cannot be read: %s".formatted(option, file.toAbsolutePath()), ex);
		}
	}

	private static void requireCertificate(String option, Path file, String pem) {
		try {
			CertificateFactory.getInstance("X.509")
				.generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
		}
		catch (CertificateException ex) {
			throw new IllegalArgumentException("The file of option '%s' has no certificate in PEM format: %s"
				.formatted(option, file.toAbsolutePath()), ex);
		}
	}

	// placeholders are looked for in strings only, and a password may look like one
	private static CharSequence literal(String value) {
		return CharBuffer.wrap(value);
	}

	/**
	 * Return the client id, which failures name.
	 * @return the client id
	 */
	String clientId() {
		return String.valueOf(this.properties.get(ConnectOnceOption.CLIENT_ID.property()));
	}

	/**
	 * Put the options where a text names their properties.
	 * @param text the text
	 * @return the text in terms of the command line
	 */
	String withOptions(String text) {
		String result = text.replace(TRUST, name(ConnectOnceOption.CA_FILE))
			.replaceAll("(?m)^ *Origin: .*\\R", "")
			.replace(" Property: ", " Option: ");
		for (ConnectOnceOption option : ConnectOnceOption.values()) {
			// not where it is the beginning of a longer key
			result = result.replaceAll(option.property().replace(".", "\\.") + "(?![\\w-]|\\.\\w)", name(option));
		}
		return result;
	}

	private String name(ConnectOnceOption option) {
		return this.given.getOrDefault(option, option.title());
	}

	private static String hint() {
		return "'" + MODE + " --help' lists the options";
	}

	static String usage() {
		return """
				Usage: java -jar sample-app-<version>.jar %s --endpoint <host> [--<option> <value>]...

				Connects to AWS IoT Core, or to the local endpoint, with a custom authorizer, and disconnects. Exits
				with 0, or explains on the standard error stream why there is no connection and exits with 1.

				Options, all with the names that AWS's samples have for them:
				%s

				A secret on the command line is visible to other users of the machine and stays in the history of the
				shell: put it into a file or a variable. Accepted and not used: %s.
				""".formatted(MODE,
				Arrays.stream(ConnectOnceOption.values())
					.map(ConnectOnceOption::help)
					.collect(Collectors.joining(System.lineSeparator())),
				String.join(", ", new TreeSet<>(UNUSED)));
	}

	/**
	 * Leaves out the values, which may be secrets.
	 */
	@Override
	public String toString() {
		return "ConnectOnceArguments" + List.copyOf(this.properties.keySet());
	}

}
