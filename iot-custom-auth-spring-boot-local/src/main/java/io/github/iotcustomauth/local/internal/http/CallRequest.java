package io.github.iotcustomauth.local.internal.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.iotcustomauth.local.DataPlaneException;
import io.github.iotcustomauth.local.DataPlaneException.Reason;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;

/**
 * HTTP request, off Netty's buffers.
 *
 * @param method the method
 * @param uri path and query as they were sent
 * @param headers the headers
 * @param body the body
 * @param keepAlive whether the client keeps the connection
 * @param failure why the request cannot be read, or {@code null}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CallRequest(String method, String uri, HttpHeaders headers, byte[] body, boolean keepAlive,
		@Nullable Throwable failure) {

	static CallRequest of(FullHttpRequest request) {
		return new CallRequest(request.method().name(), request.uri(), request.headers(),
				ByteBufUtil.getBytes(request.content()), HttpUtil.isKeepAlive(request),
				request.decoderResult().cause());
	}

	String path() {
		int query = this.uri.indexOf('?');
		return (query >= 0) ? this.uri.substring(0, query) : this.uri;
	}

	String query() {
		int query = this.uri.indexOf('?');
		return (query >= 0) ? this.uri.substring(query + 1) : "";
	}

	@Nullable String header(String name) {
		return this.headers.get(name);
	}

	// Return a part of the path as it is meant.
	static String decode(String part) {
		try {
			// in a path, a plus sign is no space
			return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw invalid("the path is not percent-encoded");
		}
	}

	@Nullable String parameter(String name) {
		try {
			List<String> values = new QueryStringDecoder(this.uri).parameters().get(name);
			return (values != null) ? values.get(0) : null;
		}
		catch (IllegalArgumentException ex) {
			throw invalid("the query is not percent-encoded");
		}
	}

	boolean flag(String name) {
		String value = parameter(name);
		boolean set = "true".equalsIgnoreCase(value);
		CallRules.require(set || value == null || value.equalsIgnoreCase("false"), name + " is neither true nor false");
		return set;
	}

	long number(String name, long absent, long minimum, long maximum) {
		String value = parameter(name);
		if (value == null) {
			return absent;
		}
		try {
			long number = Long.parseLong(value);
			if (number >= minimum && number <= maximum) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// told below
		}
		throw invalid(name + " is not a number from " + minimum + " to " + maximum);
	}

	static DataPlaneException invalid(String message) {
		return new DataPlaneException(Reason.INVALID_REQUEST, message);
	}

	/**
	 * Names what can be shown; query, headers and body may carry secrets.
	 */
	@Override
	public String toString() {
		return "CallRequest[method=" + this.method + "]";
	}

}
