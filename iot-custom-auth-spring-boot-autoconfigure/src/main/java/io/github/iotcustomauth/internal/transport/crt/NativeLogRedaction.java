package io.github.iotcustomauth.internal.transport.crt;

import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.iotcustomauth.internal.text.PrintableText;

/**
 * Replaces secrets in texts of the native library's log. It writes the request line and
 * the headers of a WebSocket upgrade and of a request to a proxy, and never the user name
 * and the password of the CONNECT packet. Values are shown of a few headers only, since
 * the application names the header of its token.
 */
final class NativeLogRedaction {

	private static final String HIDDEN = "******";

	private static final Set<String> SHOWN_HEADERS = Set.of("host", "upgrade", "connection", "date", "server",
			"content-length", "content-type");

	private static final Pattern QUERY = Pattern.compile("\\?\\S+");

	private static final Pattern HEADER = Pattern
		.compile("(?i)(\\bheaders?\\b[^:]{0,64}:\\s*)([^\\s:=]+)(\\s*[:=]\\s*).*", Pattern.DOTALL);

	private static final Pattern NAMED = Pattern
		.compile("(?i)((?:authori[sz]|password|passwd|user-?_?name|token|signature|secret|credential|cookie|"
				+ "sec-websocket)[\\w-]{0,64}[\"']?\\s*[:=]\\s*)\\S.*", Pattern.DOTALL);

	private static final Pattern SCHEME = Pattern.compile("(?i)\\b(basic|bearer|negotiate|digest)\\s+[\\w+/=.~-]{4,}");

	private NativeLogRedaction() {
	}

	/**
	 * Redact a text.
	 * @param text the text
	 * @return the text without secrets, in printable form
	 */
	static String redact(String text) {
		String result = QUERY.matcher(text).replaceAll("?" + HIDDEN);
		result = HEADER.matcher(result).replaceAll(NativeLogRedaction::header);
		result = NAMED.matcher(result).replaceAll("$1" + HIDDEN);
		return PrintableText.line(SCHEME.matcher(result).replaceAll("$1 " + HIDDEN));
	}

	private static String header(MatchResult header) {
		boolean shown = SHOWN_HEADERS.contains(header.group(2).toLowerCase(Locale.ROOT));
		return Matcher
			.quoteReplacement(shown ? header.group() : header.group(1) + header.group(2) + header.group(3) + HIDDEN);
	}

}
