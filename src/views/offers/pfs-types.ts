/** Names of PFS types as commands know them. */
export const PFS_TYPES = ["MASTER", "SLAVE", "SOFT_MASTER", "SOFT_SLAVE", "CACHE", "COPY", "CLIENT", "ADMIN", "NONE"] as const;
