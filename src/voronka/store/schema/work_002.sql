-- Enquiries that waited in the CRM's list of unsorted ones when it was read.
create table recorded_enquiries (
    account_id bigint, seq bigint, enquiry_id varchar, deal_id bigint, pipeline_id bigint, category varchar, source varchar, created_at timestamp
);
