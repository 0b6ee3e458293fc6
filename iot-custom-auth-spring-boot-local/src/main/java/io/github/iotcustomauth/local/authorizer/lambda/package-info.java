/**
 * Authorizers that are Lambda functions: in this process, or behind the invoke API.
 */
@NullMarked
package io.github.iotcustomauth.local.authorizer.lambda;

import org.jspecify.annotations.NullMarked;
