package io.github.iotcustomauth.local.internal.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import io.github.iotcustomauth.local.DataPlaneException;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answer to a call, in the form of AWS's REST and JSON protocol.
 *
 * @param status the HTTP status
 * @param errorType the name of AWS's exception, or {@code null}
 * @param body the JSON object, or {@code null} for none
 */
record CallResponse(int status, @Nullable String errorType, @Nullable Map<String, @Nullable Object> body) {

	private static final String ERROR_TYPE = "x-amzn-errortype";

	private static final String REQUEST_ID = "x-amzn-requestid";

	static CallResponse ok(Map<String, @Nullable Object> body) {
		return new CallResponse(200, null, body);
	}

	// As AWS answers a message that it has accepted.
	static CallResponse accepted() {
		return new CallResponse(200, null, message("OK"));
	}

	static CallResponse empty() {
		return new CallResponse(200, null, null);
	}

	static CallResponse failed(DataPlaneException failure) {
		return new CallResponse(failure.getReason().status(), failure.getReason().errorType(),
				message(String.valueOf(failure.getMessage())));
	}

	private static Map<String, @Nullable Object> message(String message) {
		Map<String, @Nullable Object> body = new LinkedHashMap<>();
		body.put("message", message);
		body.put("traceId", UUID.randomUUID().toString());
		return body;
	}

	FullHttpResponse toHttp(boolean keepAlive) {
		byte[] json = (this.body != null) ? JsonMapper.shared().writeValueAsBytes(this.body) : new byte[0];
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
				HttpResponseStatus.valueOf(this.status), Unpooled.wrappedBuffer(json));
		response.headers().set(REQUEST_ID, UUID.randomUUID().toString());
		if (this.body != null) {
			response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
		}
		if (this.errorType != null) {
			response.headers().set(ERROR_TYPE, this.errorType);
		}
		HttpUtil.setContentLength(response, json.length);
		response.headers()
			.set(HttpHeaderNames.CONNECTION, keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
		return response;
	}

}
