// Package phone finds phone numbers in cells and in text of any size.
//
// A [Detector] holds what libphonenumber holds valid, and more of what real
// data has: 00 and 011 prefixes whatever the region, tel: and messenger links,
// base64 one level deep,
// numbers that a spreadsheet turned into floats or robbed of their zeros, and
// the ranges published for fiction. It finds less where valid is not enough:
// dates, coordinates, amounts, identifiers and card numbers that happen to be
// valid somewhere.
//
// How much counts is the field's [detectors.National] policy. Numbers in
// international format always count. Numbers in national format need to know
// whose they are: the [detectors.Hints] tell, and without a hint the region is
// unknown.
//
// [Mask] shows a number without showing it, and [Redactor] makes the function
// that keeps numbers out of names.
package phone
