package io.github.iotcustomauth.local.internal.http;

/**
 * The body of a request is larger than that of any message.
 */
final class BodyTooLargeException extends RuntimeException {

}
