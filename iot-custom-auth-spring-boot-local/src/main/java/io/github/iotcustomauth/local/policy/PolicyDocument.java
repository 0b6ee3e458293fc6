package io.github.iotcustomauth.local.policy;

import java.util.List;

/**
 * A policy document as a custom authorizer returns it.
 *
 * @param statements the statements in the order of the document
 * @see <a href=
 * "https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html">AWS IoT Core
 * policies</a>
 */
public record PolicyDocument(List<PolicyStatement> statements) {

	/**
	 * The most characters a document may have, white space not counted.
	 */
	public static final int MAXIMUM_LENGTH = 2048;

	public PolicyDocument {
		statements = List.copyOf(statements);
	}

	/**
	 * Read a document from its JSON text. Takes what AWS IoT Core documents: a
	 * {@code Version} of {@code 2012-10-17} and one statement or a list of statements
	 * with {@code Effect}, {@code Action}, {@code Resource} or {@code NotResource} and
	 * {@code Condition}. A condition that cannot be decided stays: an Allow with it does
	 * not apply, a Deny with it does. A byte order mark is skipped.
	 * @param text the text
	 * @return the document
	 * @throws InvalidPolicyException if the text breaks a rule; the message names it
	 */
	public static PolicyDocument parse(String text) {
		String json = text.startsWith("\uFEFF") ? text.substring(1) : text;
		long length = json.chars().filter((character) -> !Character.isWhitespace(character)).count();
		if (length > MAXIMUM_LENGTH) {
			throw new InvalidPolicyException("The policy document has " + length
					+ " characters without white space, AWS IoT Core takes at most " + MAXIMUM_LENGTH);
		}
		return PolicyDocumentReader.read(json);
	}

	/**
	 * Whether a name is that of a policy variable, for instance {@code iot:ClientId}.
	 * @param name the name without braces, case being ignored
	 * @return whether a document may have such a variable
	 */
	public static boolean isVariable(String name) {
		return ResourcePattern.isConnectionVariable(name);
	}

}
