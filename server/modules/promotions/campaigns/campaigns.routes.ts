import type { campaignsEndpoints } from "../../../contract/campaigns.ts";
import type { Handlers } from "../../../kernel/http.ts";
import { approveFloor } from "./approve-floor.ts";
import { findCampaign } from "./find-campaign.ts";
import { listCampaigns, listRunningCampaigns, viewCampaign } from "./list-campaigns.ts";
import { moveCampaign } from "./move-campaign.ts";
import { checkCampaign, publishCampaign } from "./publish-campaign.ts";
import { createCampaign, editCampaign } from "./save-campaign.ts";
import type { LintReport } from "./lint-campaign.ts";

const viewReport = ({ isPublishable, findings, checked, notChecked }: LintReport) => ({
  isPublishable,
  findings: [...findings],
  checked: [...checked],
  notChecked: [...notChecked],
});

/** How campaign endpoints are answered. */
export const campaignsHandlers: Handlers<typeof campaignsEndpoints> = {
  "GET /v1/campaigns": async ({ world, query }) => await listRunningCampaigns(world, query),
  "GET /v1/staff/campaigns": async ({ query }) => await listCampaigns(query),
  "GET /v1/staff/campaigns/:campaignId": async ({ params }) =>
    viewCampaign(await findCampaign(params.campaignId)),
  "POST /v1/staff/campaigns": async ({ world, actor, body }) =>
    viewCampaign(await createCampaign(world, actor, body)),
  "PUT /v1/staff/campaigns/:campaignId": async ({ world, actor, params, body }) => {
    const { version, ...draft } = body;
    return viewCampaign(await editCampaign(world, actor, { ...params, version, draft }));
  },
  "GET /v1/staff/campaigns/:campaignId/lint": async ({ world, params }) =>
    viewReport(await checkCampaign(world, params.campaignId)),
  "POST /v1/staff/campaigns/:campaignId/floor-approval": async ({ world, actor, params, body }) =>
    viewCampaign(await approveFloor(world, actor, { ...params, ...body })),
  "POST /v1/staff/campaigns/:campaignId/publish": async ({ world, actor, params, body }) =>
    viewCampaign(await publishCampaign(world, actor, { ...params, ...body })),
  "POST /v1/staff/campaigns/:campaignId/pause": async ({ world, actor, params, body }) =>
    viewCampaign(await moveCampaign(world, actor, { ...params, ...body, to: "paused" })),
  "POST /v1/staff/campaigns/:campaignId/resume": async ({ world, actor, params, body }) =>
    viewCampaign(await moveCampaign(world, actor, { ...params, ...body, to: "published" })),
  "POST /v1/staff/campaigns/:campaignId/end": async ({ world, actor, params, body }) =>
    viewCampaign(await moveCampaign(world, actor, { ...params, ...body, to: "ended" })),
};
