'use strict';
window.ui = window.SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  displayRequestDuration: true,
  // No validator: it would send the document to a server outside.
  validatorUrl: null,
});
