package io.github.iotcustomauth.local.policy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The resource of a policy statement: an ARN with wildcards and policy variables. Only
 * what follows region and account is compared. The local endpoint has neither, so any
 * value of theirs matches.
 *
 * @param name type and name, or a wildcard that includes them
 */
record ResourcePattern(String name) {

	private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

	/**
	 * Everything between the service and the resource, the service included.
	 */
	private static final Pattern SCOPE = Pattern.compile("[A-Za-z0-9*?_-]*");

	/**
	 * Variables that stand for characters which otherwise have a meaning.
	 */
	private static final Set<String> ESCAPES = Set.of("*", "?", "$");

	private static final List<String> TYPES = List.of("client/", "topic/", "topicfilter/", "thing/");

	private static final Set<String> VARIABLES = Set.of("iot:ClientId", "iot:DomainName", "aws:SourceIp");

	/**
	 * Variables of X.509 connections: valid, but without a value here.
	 */
	private static final List<String> CERTIFICATE_VARIABLES = List.of("iot:Connection.Thing.", "iot:Certificate");

	/**
	 * Whether a name is that of a policy variable that a connection can have, which is
	 * also a key of conditions. Upper and lower case are the same, as at AWS.
	 * @param name the name without braces
	 * @return whether it is
	 */
	static boolean isConnectionVariable(String name) {
		return VARIABLES.stream().anyMatch(name::equalsIgnoreCase) || CERTIFICATE_VARIABLES.stream()
			.anyMatch((prefix) -> name.regionMatches(true, 0, prefix, 0, prefix.length()));
	}

	static boolean hasKnownVariables(String text) {
		return VARIABLE.matcher(text)
			.results()
			.map((variable) -> variable.group(1))
			.allMatch((name) -> ESCAPES.contains(name) || isConnectionVariable(name));
	}

	static ResourcePattern parse(String resource) {
		String name = nameOf(resource);
		Matcher matcher = VARIABLE.matcher(name);
		int end = 0;
		while (matcher.find()) {
			requireKnown(matcher.group(1), resource);
			end = matcher.end();
		}
		if (name.indexOf("${", end) >= 0) {
			throw new InvalidPolicyException("Resource '" + resource + "' has a policy variable without closing '}'");
		}
		return new ResourcePattern(name);
	}

	private static String nameOf(String resource) {
		String[] parts = resource.split(":", 6);
		boolean arn = parts[0].equals("arn");
		boolean openEnd = parts.length < 6 && parts[parts.length - 1].equals("*");
		if (resource.equals("*") || (arn && openEnd)) {
			return "*";
		}
		if (!arn || parts.length < 6 || parts[5].isEmpty() || !scopeIsPlain(parts)) {
			throw new InvalidPolicyException("Resource '" + resource
					+ "' is neither '*' nor an ARN of the form arn:aws:iot:<region>:<account>:<type>/<name>"
					+ missingPrefix(resource));
		}
		if (!parts[2].equals("iot") && !parts[2].equals("*")) {
			throw new InvalidPolicyException("Resource '" + resource + "' is not of the service 'iot'");
		}
		return parts[5];
	}

	private static String missingPrefix(String resource) {
		return TYPES.stream().anyMatch(resource::startsWith)
				? "; the prefix 'arn:aws:iot:' is missing, write 'arn:aws:iot:*:*:" + resource + "'" : "";
	}

	private static boolean scopeIsPlain(String[] parts) {
		for (int i = 1; i < 5; i++) {
			if (!SCOPE.matcher(parts[i]).matches()) {
				return false;
			}
		}
		return true;
	}

	private static void requireKnown(String variable, String resource) {
		if (!ESCAPES.contains(variable) && !isConnectionVariable(variable)) {
			throw new InvalidPolicyException("Resource '" + resource + "' has an unknown policy variable '${" + variable
					+ "}'; known are ${iot:ClientId}, ${iot:DomainName} and ${aws:SourceIp}");
		}
	}

	/**
	 * Replace the variables. Wildcards in a value become wildcards of the pattern, as at
	 * AWS.
	 * @param variables finds values by variable name
	 * @return the pattern, or {@code null} when a variable has no value: such a resource
	 * matches nothing
	 */
	@Nullable Glob bind(Function<String, @Nullable String> variables) {
		Glob.Builder glob = new Glob.Builder();
		Matcher matcher = VARIABLE.matcher(this.name);
		int end = 0;
		while (matcher.find()) {
			glob.pattern(this.name.substring(end, matcher.start()));
			String variable = matcher.group(1);
			String value = variables.apply(variable);
			if (ESCAPES.contains(variable)) {
				glob.literal(variable);
			}
			else if (value != null) {
				glob.pattern(value);
			}
			else {
				return null;
			}
			end = matcher.end();
		}
		return glob.pattern(this.name.substring(end)).build();
	}

	/**
	 * Replace the variables of a text in which wildcards mean themselves.
	 * @param variables the values
	 * @return the text, or {@code null} when a variable has no value
	 */
	@Nullable String resolve(Map<String, String> variables) {
		StringBuilder text = new StringBuilder();
		Matcher matcher = VARIABLE.matcher(this.name);
		while (matcher.find()) {
			String variable = matcher.group(1);
			String value = ESCAPES.contains(variable) ? variable : variables.get(variable);
			if (value == null) {
				return null;
			}
			matcher.appendReplacement(text, Matcher.quoteReplacement(value));
		}
		return matcher.appendTail(text).toString();
	}

}
